/**
 * Access rights and protection identifiers of a page. Manual: chapter 3, "Access Control", figure 3-5 and table 3-1.
 * `access` is a TLB entry's access word: type in bits 5 to 7, PL1 in 8 and 9, PL2 in 10 and 11, access ID in 13 to 30,
 * of which we implement the rightmost 15.
 */
import { LAYOUT } from '../layout.ts';

const PROTECTION_IDS = [LAYOUT.CR + 8, LAYOUT.CR + 9, LAYOUT.CR + 12, LAYOUT.CR + 13];

function pageType(access: number): number {
  return (access >>> 24) & 7;
}

function pl1(access: number): number {
  return (access >>> 22) & 3;
}

function pl2(access: number): number {
  return (access >>> 20) & 3;
}

/** May code at `level` read the page? */
export function mayRead(access: number, level: number): boolean {
  return pageType(access) <= 3 && level <= pl1(access);
}

/** May code at `level` write the page? Types 1 and 3 alone are writable. */
export function mayWrite(access: number, level: number): boolean {
  return (pageType(access) & 5) === 1 && level <= pl2(access);
}

/** May code at `level` be fetched from the page? */
export function mayExecute(access: number, level: number): boolean {
  return isCode(access) && pl2(access) <= level && level <= pl1(access);
}

/** May code at any level be fetched from the page? */
export function isCode(access: number): boolean {
  return pageType(access) >= 2;
}

/** The level that GATE on this page gives to code at `level`: types 4 to 7 promote to 0 to 3. */
export function gatewayLevel(access: number, level: number): number {
  return pageType(access) < 4 ? level : Math.min(level, pageType(access) & 3);
}

/**
 * Does one of the protection identifiers in CR 8, 9, 12 and 13 match the page's access ID? Their rightmost bit disables
 * writing. A page with access ID 0 is public.
 */
export function protectionIdMatches(words: Int32Array, access: number, writing: boolean): boolean {
  const id = (access >>> 1) & 0x7fff;
  if (id === 0) return true;
  return PROTECTION_IDS.some((register) => {
    const protectionId = words[register];
    return protectionId >>> 1 === id && !(writing && (protectionId & 1) === 1);
  });
}
