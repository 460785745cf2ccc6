/**
 * A command that can be copied: a field whose contents a click, or Ctrl-A, selects, and a button for browsers that run scripts.
 * The script is the page's only one, and the page's policy names its hash, so that no text that got into the page can run.
 */
import { markup, Markup } from './markup.ts';

/** `about`: for those who hear the page. */
export function copyable(command: string, about: string): Markup {
  return markup`<p class="copy"><input readonly value="${command}" aria-label="the command that repeats ${about}" spellcheck="false"> <button type="button" hidden aria-label="copy the command that repeats ${about}">copy</button></p>`;
}

const SCRIPT = `for (const button of document.querySelectorAll('.copy button')) {
  const field = button.previousElementSibling;
  field.addEventListener('focus', () => field.select());
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = 'copied';
    setTimeout(() => { button.textContent = 'copy'; }, 1500);
  });
}
const unfold = () => {
  const there = document.getElementById(location.hash.slice(1));
  if (there instanceof HTMLDetailsElement) { there.open = true; there.querySelector('summary').focus(); }
};
addEventListener('hashchange', unfold);
unfold();
`;

/** SHA-256 of the script's text, in base 64; the test tells what it has to be. */
const HASH = 'bNJfMQr6IStdphYhemL9RL1Qc0gBJb4v75ZHNEtJy40=';

export const POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${HASH}'; base-uri 'none'; form-action 'none'`;

export const SCRIPT_ELEMENT = new Markup(`<script>${SCRIPT}</script>`);
