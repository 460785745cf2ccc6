/** The names of the control registers that have one, by number, as GNU as writes them. Manual: chapter 2. */
export const CONTROL_REGISTER_NAMES: Readonly<Record<number, string>> = {
  0: 'rctr',
  8: 'pidr1',
  9: 'pidr2',
  10: 'ccr',
  11: 'sar',
  12: 'pidr3',
  13: 'pidr4',
  14: 'iva',
  15: 'eiem',
  16: 'itmr',
  17: 'pcsq',
  18: 'pcoq',
  19: 'iir',
  20: 'isr',
  21: 'ior',
  22: 'ipsw',
  23: 'eirr',
  24: 'tr0',
  25: 'tr1',
  26: 'tr2',
  27: 'tr3',
  28: 'tr4',
  29: 'tr5',
  30: 'tr6',
  31: 'tr7',
};

/** `%iva`, or `%cr7` for one without a name. */
export function nameOfControlRegister(number: number): string {
  return `%${CONTROL_REGISTER_NAMES[number] ?? `cr${number}`}`;
}
