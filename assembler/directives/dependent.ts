/**
 * Directives whose errors can come from what stands elsewhere: they say what the source says when a condition holds, end what
 * another directive begins, or are about what one has declared.
 */
const DEPENDENT =
  /^\.(?:err(?:or)?|warning|fail|abort|popsection|previous|org|origin|proc|callinfo|entry|exit|procend|cfi_\w+|loc|loc_mark_labels|exitm|mexit)$/;

export function dependsOnOthers(name: string): boolean {
  return DEPENDENT.test(name);
}
