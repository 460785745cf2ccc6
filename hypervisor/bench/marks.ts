/** The two bytes that a load prints: between them is what is measured. (examples/bench) */
export const MARK = { BEGIN: 0x3c, END: 0x3e } as const;
