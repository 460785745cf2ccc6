/**
 * The report for systems that read JUnit XML: a test suite for each adversity, in it a test case that fails for each finding, and
 * one for all the cases that hold. A test case has the same name in each build, whatever the guest has become: numbers and keys stand in
 * the suite's properties and in the messages. There is no schema of it; elements and attributes, and their order, are those that
 * Jenkins, GitLab and GitHub's actions read.
 */
import type { Summary, Tally } from '../ledger.ts';
import type { Finding } from '../findings.ts';
import type { NoReference } from '../reference.ts';
import { escaped } from '../../../emulator/report/printable.ts';
import { contradictedInWords, describeResult, describeSaved, missedInWords, STOPPED, untoldInWords } from './text.ts';

/** The file's text, in UTF-8. `guest`: its name; `repeat`: the command that repeats a case. */
export function junit(
  { tallies, findings, stopped, missed = [] }: Summary,
  guest: string,
  repeat: (key: string) => string,
): string {
  const suites = tallies.map((tally) => {
    const own = findings.filter(({ smallest }) => smallest.adversity === tally.adversity);
    const names = namesOf(own);
    const failures = own.map((finding, index) => failed(finding, names[index], guest, repeat));
    return { tally, cases: [...failures, ...rest(tally, guest)] };
  });
  const others = [
    ...(stopped ? [skippedSuite('the rest', guest, STOPPED)] : []),
    ...(missed.length > 0 ? [skippedSuite('self-check', guest, missedInWords(missed))] : []),
  ];
  const tests = suites.reduce((sum, { cases }) => sum + cases.length, others.length);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="hvrun explore" tests="${tests}" failures="${findings.length}">
${suites.map(({ tally, cases }) => suiteOf(tally, cases, findings)).join('')}${others.join('')}</testsuites>
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

/** Numbers of a tally that are the suite's properties. */
const NUMBERS = ['cases', 'stands', 'holds', 'broken', 'undecided', 'replayed', 'contradicted', 'untold'] as const;

function suiteOf(tally: Tally, cases: readonly string[], findings: readonly Finding[]): string {
  const { adversity } = tally;
  const failures = findings.filter(({ smallest }) => smallest.adversity === adversity).length;
  const skipped = cases.filter((text) => text.includes('<skipped')).length;
  const properties = NUMBERS.map((name) => `      <property name="${name}" value="${tally[name]}"/>\n`).join('');
  return `  <testsuite name="${adversity}" tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}">
    <properties>
${properties}    </properties>
${cases.join('')}  </testsuite>
`;
}

/** What is known of no adversity, and is no success. */
function skippedSuite(name: string, guest: string, why: string): string {
  return `  <testsuite name="${name}" tests="1" failures="0" errors="0" skipped="1">
    <testcase classname="${escaped(guest)}" name="${name}"><skipped message="${escaped(why)}"/></testcase>
  </testsuite>
`;
}

/** "gives-up", "gives-up (2)": of those that have one name, the second and later are numbered. */
function namesOf(findings: readonly Finding[]): string[] {
  const names = findings.map(({ result }) => whatOf(result));
  return names.map((name, index) => {
    const before = names.slice(0, index).filter((other) => other === name).length;
    return before === 0 ? name : `${name} (${before + 1})`;
  });
}

function whatOf({ cause, difference }: Finding['result']): string {
  return cause?.rule ?? difference?.outside ?? 'broken';
}

function failed(
  { smallest, result, recording }: Finding,
  name: string,
  guest: string,
  repeat: (key: string) => string,
): string {
  const what = whatOf(result);
  const [first = what] = describeResult(result);
  const saved = recording ? [describeSaved(recording)] : [];
  const lines = [...describeResult(result), `again: ${repeat(smallest.key)}`, ...saved].join('\n');
  return `    <testcase classname="${escaped(guest)}" name="${escaped(`${smallest.adversity}: ${name}`)}">
      <failure type="${escaped(what)}" message="${escaped(first)}">${escaped(lines)}</failure>
    </testcase>
`;
}

/** What holds, what could not be decided, and what may be more findings. */
function rest({ adversity, holds, undecided, contradicted, untold, cutShort }: Tally, guest: string): string[] {
  const open = `    <testcase classname="${escaped(guest)}" name="`;
  const left = cutShort ? `${undecided} cases undecided, and the budget ran out` : `${undecided} cases undecided`;
  return [
    ...(holds > 0 ? [`${open}${adversity}: cases that hold"/>\n`] : []),
    ...(undecided > 0 || cutShort ? [`${open}${adversity}: the rest"><skipped message="${left}"/></testcase>\n`] : []),
    ...(contradicted > 0
      ? [`${open}${adversity}: contradicted"><skipped message="${contradictedInWords(contradicted)}"/></testcase>\n`]
      : []),
    ...(untold > 0
      ? [`${open}${adversity}: not told apart"><skipped message="${untoldInWords(untold)}"/></testcase>\n`]
      : []),
  ];
}
