/**
 * The report for systems that read JUnit XML: a test suite for each adversity, in it a test case that fails for each finding, and
 * one for all the cases that hold. There is no schema of it; elements and attributes are those that Jenkins, GitLab and
 * GitHub's actions read.
 */
import type { Summary, Tally } from '../ledger.ts';
import type { Finding } from '../findings.ts';
import type { NoReference } from '../reference.ts';
import { escaped } from './printable.ts';
import { contradictedInWords, describeResult, describeSaved, STOPPED, untoldInWords } from './text.ts';

/** The file's text, in UTF-8. `guest`: its name; `repeat`: the command that repeats a case. */
export function junit({ tallies, findings, stopped }: Summary, guest: string, repeat: (key: string) => string): string {
  const suites = tallies.map((tally) => {
    const own = findings.filter(({ smallest }) => smallest.adversity === tally.adversity);
    return { tally, cases: [...own.map((finding) => failed(finding, guest, repeat)), ...rest(tally, guest)] };
  });
  const tests = suites.reduce((sum, { cases }) => sum + cases.length, stopped ? 1 : 0);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="hvrun explore" tests="${tests}" failures="${findings.length}">
${suites.map(({ tally, cases }) => suiteOf(tally, cases, findings)).join('')}${stopped ? suiteOfRest(guest) : ''}</testsuites>
`;
}

/** Nothing was tried: the guest fails undisturbed, or can't be judged. */
export function junitOfNone({ verdict, what }: NoReference, guest: string): string {
  const failed = verdict === 'broken' ? 1 : 0;
  const outcome = failed
    ? `<failure type="undisturbed" message="${escaped(what)}"/>`
    : `<skipped message="${escaped(what)}"/>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="hvrun explore" tests="1" failures="${failed}">
  <testsuite name="undisturbed" tests="1" failures="${failed}" errors="0" skipped="${1 - failed}">
    <testcase classname="${escaped(guest)}" name="undisturbed">${outcome}</testcase>
  </testsuite>
</testsuites>
`;
}

function suiteOf({ adversity }: Tally, cases: readonly string[], findings: readonly Finding[]): string {
  const failures = findings.filter(({ smallest }) => smallest.adversity === adversity).length;
  const skipped = cases.filter((text) => text.includes('<skipped')).length;
  return `  <testsuite name="${adversity}" tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}">
${cases.join('')}  </testsuite>
`;
}

/** What a campaign that was stopped has not come to. */
function suiteOfRest(guest: string): string {
  return `  <testsuite name="the rest" tests="1" failures="0" errors="0" skipped="1">
    <testcase classname="${escaped(guest)}" name="the rest"><skipped message="${STOPPED}"/></testcase>
  </testsuite>
`;
}

function failed({ smallest, result, recording }: Finding, guest: string, repeat: (key: string) => string): string {
  const what = result.cause?.rule ?? result.difference?.outside ?? 'broken';
  const [first = what] = describeResult(result);
  const saved = recording ? [describeSaved(recording)] : [];
  const lines = [...describeResult(result), `again: ${repeat(smallest.key)}`, ...saved].join('\n');
  return `    <testcase classname="${escaped(guest)}" name="${escaped(`${what}: ${smallest.key}`)}">
      <failure type="${escaped(what)}" message="${escaped(first)}">${escaped(lines)}</failure>
    </testcase>
`;
}

/** What holds, what could not be decided, and what may be more findings. */
function rest({ adversity, holds, undecided, contradicted, untold, cutShort }: Tally, guest: string): string[] {
  const open = `    <testcase classname="${escaped(guest)}" name="`;
  const left = cutShort ? `${undecided} cases undecided, and the budget ran out` : `${undecided} cases undecided`;
  return [
    ...(holds > 0 ? [`${open}${adversity}: ${holds === 1 ? '1 case holds' : `${holds} cases hold`}"/>\n`] : []),
    ...(undecided > 0 || cutShort ? [`${open}${adversity}: the rest"><skipped message="${left}"/></testcase>\n`] : []),
    ...(contradicted > 0
      ? [`${open}${adversity}: contradicted"><skipped message="${contradictedInWords(contradicted)}"/></testcase>\n`]
      : []),
    ...(untold > 0
      ? [`${open}${adversity}: not told apart"><skipped message="${untoldInWords(untold)}"/></testcase>\n`]
      : []),
  ];
}
