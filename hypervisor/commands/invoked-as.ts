/** How hvrun was called, for commands that people are to paste: where npx runs it, it stands on no PATH. */

/** `npx hvrun`, or `hvrun`. npm tells whoever it runs what that is. */
export function invokedAs(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const { npm_lifecycle_event: event, npm_lifecycle_script: script = '' } = environment;
  return event === 'npx' && /^["']?hvrun\b/.test(script) ? 'npx hvrun' : 'hvrun';
}
