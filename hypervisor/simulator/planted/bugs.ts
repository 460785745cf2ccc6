/**
 * Bugs planted in copies of the sources, to see that the checkers find them. Nothing of this is in the tools: a bug exists
 * only in the bundle that planted-build.ts makes of it.
 */

import type { BuiltInGuest } from '../built-in-guests.ts';

/** One edit: `find` stands exactly once in `file` (a path from the checkout's root), and becomes `replace`. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export interface PlantedBug {
  readonly name: string;
  readonly edits: readonly Edit[];
  /** The guest with which it shows; the drill unless given. */
  readonly guest?: BuiltInGuest;
}

const PRIMARY = 'hypervisor/protocol/primary.ts';
const BACKUP = 'hypervisor/protocol/backup.ts';
const JOINER = 'hypervisor/protocol/joiner.ts';
const FAILOVER = 'hypervisor/protocol/failover-epoch.ts';
const CLOCK = 'hypervisor/protocol/guest-clock.ts';
const TIME_OF_DAY = 'emulator/time-of-day.ts';
const SHOWN = 'return { ticks, microseconds: expected + correction };';
const SENDER = 'hypervisor/runner/state-sender.ts';
const RUNNER = 'hypervisor/runner/runner.ts';
const MONITOR = 'hypervisor/monitor/monitor.ts';
const BUS = 'hypervisor/bus/bus.ts';
const BUS_CLIENT = 'hypervisor/runner/bus-client.ts';
const DRILL = 'hypervisor/simulator/guests/drill.s';

function bug(name: string, file: string, find: string, replace: string, ...more: readonly Edit[]): PlantedBug {
  return { name, edits: [{ file, find, replace }, ...more] };
}

/** One that shows under pressure. */
function underPressure(...args: Parameters<typeof bug>): PlantedBug {
  return { ...bug(...args), guest: 'pressure' };
}

export const PLANTED_BUGS: readonly PlantedBug[] = [
  // The primary: P0 to P2 and the output rule.
  bug('P0: the value is not sent', PRIMARY, "this.#send({ type: 'environment', epoch: this.#epoch, value });", ''),
  bug(
    'P1: an interrupt is not relayed',
    PRIMARY,
    "this.#send({ type: 'interrupt', epoch: this.#epoch, interrupt });",
    '',
  ),
  bug(
    'P1: an interrupt is delivered when it comes, not at the end of the epoch',
    PRIMARY,
    'this.#buffer.push(interrupt);',
    "this.#do({ type: 'deliver', interrupts: [interrupt], ticks: this.#clock.ticks(this.#now) });",
  ),
  bug(
    'outputs do not wait for acknowledgements',
    PRIMARY,
    'this.#outputs.hold(request, this.#variant.outputAwaitsAcks ? this.#outbox.sent : 0);',
    'this.#outputs.hold(request, 0);',
  ),
  bug(
    'EXIT does not wait until the backup has compared states',
    PRIMARY,
    "(request.kind !== 'exit' || this.#peer === 'none' || this.#comparison.complete)",
    'true',
  ),
  bug(
    '[end, E] is sent before the raw bytes of E are confirmed',
    PRIMARY,
    'return acked && this.#outputs.confirmed;',
    'return acked;',
  ),
  bug(
    'held output is released when the peer is lost, before the term is won',
    PRIMARY,
    "return this.#peer === 'none' || (this.#hasPeer && this.#outbox.covers(sequence));",
    'return !this.#hasPeer || this.#outbox.covers(sequence);',
    {
      file: PRIMARY,
      find: "    this.#do({ type: 'claim-term', term: this.#term + 1 });",
      replace: "    this.#do({ type: 'claim-term', term: this.#term + 1 });\n    this.#releaseOutputs();",
    },
  ),
  bug(
    'input is acknowledged before the backup has it',
    PRIMARY,
    'this.#relayedInput.push({ sequence: this.#outbox.sent, through: this.#input.next });',
    'this.#relayedInput.push({ sequence: 0, through: this.#input.next });',
    {
      file: RUNNER,
      find: 'const through = Math.min(this.#safeInput, this.#options.vm.inputPopped());',
      replace: 'const through = this.#safeInput;',
    },
  ),
  bug(
    'a resting guest is not woken by an interrupt',
    PRIMARY,
    "if (this.#guest === 'resting') this.#endEpoch();",
    "if (this.#guest === 'resting' && this.#buffer.length === 0) this.#endEpoch();",
  ),
  // The backup: P3 to P6.
  bug(
    'P5: a Tme is lost',
    BACKUP,
    "this.#do({ type: 'deliver', interrupts, ticks: this.#clock.ticks(ticks) });",
    "this.#do({ type: 'deliver', interrupts, ticks: this.#epoch % 7 === 0 ? 0 : this.#clock.ticks(ticks) });",
  ),
  bug(
    'P5: interrupts are delivered in another order',
    BACKUP,
    "this.#do({ type: 'deliver', interrupts, ticks",
    "this.#do({ type: 'deliver', interrupts: interrupts.toReversed(), ticks",
  ),
  bug(
    'P5: the last interrupt of an epoch is left out',
    BACKUP,
    "this.#do({ type: 'deliver', interrupts, ticks",
    "this.#do({ type: 'deliver', interrupts: interrupts.slice(0, 1), ticks",
  ),
  bug(
    'the books of outstanding I/O are not kept in the backup',
    BACKUP,
    'takeInterrupts(interrupts, this.#outstanding, this.#input);',
    '',
  ),
  bug(
    'a gap in the sequence numbers goes unnoticed',
    'hypervisor/protocol/primary-stream.ts',
    'if (sequence !== this.#received + 1 || body.epoch !== this.#epoch) return false;',
    '',
  ),
  bug(
    'an epoch that ended at a rest is repeated one instruction short',
    BACKUP,
    'return rest ? completed + 1 : completed;',
    'return completed;',
  ),
  // Footnote 4: epochs that end early.
  bug(
    'footnote 4: the backup ends an early epoch at its full length',
    BACKUP,
    'limit: limitToRepeat(record.end) });',
    'limit: record.end.rest ? limitToRepeat(record.end) : this.#options.epochLength });',
  ),
  bug(
    'footnote 4: [end, E] carries the full length of an early epoch',
    PRIMARY,
    "this.#send({ type: 'end', epoch: this.#epoch, completed, rest,",
    "this.#send({ type: 'end', epoch: this.#epoch, completed: rest ? completed : this.#epochLength, rest,",
  ),
  bug('footnote 4: what is counted of an early epoch depends on its limit', MONITOR, '    this.#limit -= ahead;\n', ''),
  bug(
    'footnote 4: the timer that ended an epoch early is slept over',
    PRIMARY,
    'if (rest && completed === 0 && !this.#toDeliver) {',
    'if (rest && completed === 0 && this.#buffer.length === 0) {',
  ),
  // Failover: P7 and P8.
  bug(
    'P7: an epoch of which [end, E] is there becomes the failover epoch',
    BACKUP,
    'if (record.end !== undefined) {',
    'if (record.end !== undefined && this.#wonTerm === undefined) {',
  ),
  bug(
    'P7: the failover epoch starts before the term is won',
    BACKUP,
    "    this.#do({ type: 'claim-term', term: this.#options.term + 1 });",
    '    this.#wonTerm = this.#options.term + 1;\n    this.#advance();',
  ),
  bug(
    'P7: what the primary relayed in its last epoch is dropped',
    FAILOVER,
    'interrupts: record.interrupts, ticks }',
    'interrupts: [], ticks }',
  ),
  bug(
    'P6: the failover epoch does not use up the values that are left',
    FAILOVER,
    'const value = record.values.shift();',
    'const value = [][0] as ReturnType<typeof record.values.shift>;',
  ),
  bug(
    'P8: no uncertain interrupts',
    FAILOVER,
    'const uncertain = outstanding.list();',
    'const uncertain: Request[] = [];',
  ),
  bug(
    'P8: of several outstanding commands only one becomes uncertain',
    FAILOVER,
    'const uncertain = outstanding.list();',
    'const uncertain = outstanding.list().slice(0, 1);',
  ),
  bug(
    'P8: a command whose result was relayed becomes uncertain, too',
    FAILOVER,
    'takeInterrupts(record.interrupts, outstanding, input);',
    '',
  ),
  bug(
    'P8: an output of the failover epoch is performed',
    FAILOVER,
    "return request.kind === 'exit' ? this.#promote([]) : [{ type: 'resume' }];",
    "return request.kind === 'exit' ? this.#promote([]) : [{ type: 'perform', term: this.#options.term, request }, { type: 'resume' }];",
  ),
  bug(
    'raw bytes of the failover epoch are not performed',
    FAILOVER,
    'if (!hasResult(request)) this.#held.push(request);',
    '',
  ),
  bug(
    'the new primary goes on in the old term',
    FAILOVER,
    '      maxValues,\n      term,\n',
    '      maxValues,\n      term: term - 1,\n',
  ),
  bug('CR16 goes back', CLOCK, 'this.#ticks = Math.max(this.#ticks, now);', 'this.#ticks = now;', {
    file: 'hypervisor/runner/host-clock.ts',
    find: 'this.#aheadTicks += Math.max(0, ticks - this.ticks());',
    replace: 'void ticks;',
  }),
  bug('the time of day is that of the host', TIME_OF_DAY, SHOWN, 'return { ticks, microseconds: host.microseconds };'),
  bug(
    'the time of day waits until the host has caught up with it',
    TIME_OF_DAY,
    SHOWN,
    'return { ticks, microseconds: Math.max(last.microseconds, Math.min(expected, host.microseconds)) };',
  ),
  bug(
    'the time of day jumps to that of a host that is ahead',
    TIME_OF_DAY,
    SHOWN,
    'return { ticks, microseconds: Math.max(expected + correction, host.microseconds) };',
  ),
  // Joining.
  bug(
    'join: what the guest stored while its memory was copied is not copied again',
    SENDER,
    'of this.#machine.takeDirtyPages()) if',
    'of this.#machine.takeDirtyPages().slice(0, 0)) if',
  ),
  bug(
    'join: the books of outstanding I/O are not handed over',
    JOINER,
    'for (const request of event.outstanding) this.#outstanding.issue(request);',
    '',
  ),
  bug('join: the time that the guest has seen is not handed over', JOINER, 'new GuestClock(body)', 'new GuestClock()'),
  bug(
    'join: input is counted from the beginning again',
    JOINER,
    'new TakenInput(body.input, body.inputEnded)',
    'new TakenInput()',
  ),
  bug('join: the devices are not handed over', MONITOR, 'this.#io.restore(devices);', 'void devices;'),
  bug(
    'join: the joiner is told nothing until it is whole',
    PRIMARY,
    'if (this.#hasPeer) this.#do(this.#outbox.send(body));',
    "if (this.#peer === 'present' || body.type === 'snapshot') this.#do(this.#outbox.send(body));",
  ),
  bug(
    'join: the pair is declared whole before the joiner has its state',
    PRIMARY,
    "    this.#do({ type: 'transfer-state' });",
    "    this.#declareWhole();\n    this.#do({ type: 'transfer-state' });",
  ),
  underPressure(
    'join: the bus is not told that the pair is whole',
    PRIMARY,
    "this.#do({ type: 'whole', epoch: this.#epoch, term: this.#term });",
    '',
  ),
  bug(
    'join: a joiner is let in while the dead backup still has a claim',
    BUS,
    'const alone = primary && !this.#winner && this.#living.size === 1 && this.#terms.backup === undefined;',
    'const alone = primary && this.#living.size === 1;',
  ),
  // The runner and the monitor.
  bug(
    'the bus is told before what was sent to the peer is on its way',
    RUNNER,
    'while (this.#peer && !this.#peer.flush()) {',
    'while (this.#peer?.refused && !this.#peer.flush()) {',
    { file: RUNNER, find: 'if (asked) this.#peer?.flush();', replace: '' },
  ),
  bug(
    'the level shows in a link register',
    MONITOR,
    'this.processor.ringsExposed = this.#ringsExposed;',
    'this.processor.ringsExposed = true;',
  ),
  bug(
    'a masked interrupt is dropped',
    MONITOR,
    'this.processor.checkTimer(ticks);',
    'this.processor.checkTimer(ticks);\n    this.#state.words[LAYOUT.CR + 23] &= this.#state.words[EIEM];',
  ),
  bug(
    "the epoch counter keeps what depends on the epoch's limit",
    MONITOR,
    "    this.#left = 0;\n    return { type: 'epoch-end'",
    "    return { type: 'epoch-end'",
  ),
  bug(
    'only the first interrupt of an epoch reaches its device',
    MONITOR,
    'for (const interrupt of interrupts) {',
    'for (const interrupt of interrupts.slice(0, 1)) {',
  ),
  // The bus.
  bug(
    'the bus forgets the term',
    'hypervisor/bus/term.ts',
    'return !this.#closed && seat === this.#primary && term === this.#term;',
    'return !this.#closed;',
    {
      file: BUS,
      find: 'if (!port || this.#doomed.has(seat)) return;',
      replace: 'if (!port) return;',
    },
    { file: BUS, find: '!this.#winner || this.#living.size > 1 || ', replace: '!this.#winner || ' },
  ),
  bug(
    'both machines win the term',
    'hypervisor/bus/term.ts',
    'if (this.#closed || !hasPart || term !== this.#term + 1) return false;',
    'if (this.#closed) return false;',
    {
      file: BUS,
      find: 'if (!port || this.#doomed.has(seat)) return;',
      replace: 'if (!port) return;',
    },
    { file: BUS, find: '!this.#winner || this.#living.size > 1 || ', replace: '!this.#winner || ' },
    {
      file: BUS,
      find: 'if (this.#isJoining(seat)) {',
      replace: 'if (this.#isJoining(seat) && !this.#doomed.has(seat)) {',
    },
  ),
  bug('a term is won while older commands are running', BUS, ' || !this.#terms.settled()) return;', ') return;'),
  bug(
    'the loser of a term is not shut out',
    BUS,
    'if (other !== seat) this.#doom(other, loser);',
    'void [other, loser];',
  ),
  bug(
    'input that was sent is forgotten at once',
    'hypervisor/bus/input-window.ts',
    'this.#sent += bytes.length;',
    'this.#sent += bytes.length;\n    this.acknowledge(this.#sent);',
  ),
  // Under pressure.
  underPressure(
    'a machine works through all that its peer has said before it says that it lives',
    RUNNER,
    'message = --left > 0 ? peer.receive() : undefined',
    'message = peer.receive()',
  ),
  underPressure(
    'an epoch draws environment values without end',
    PRIMARY,
    "if (this.#values === this.#maxValues) this.#do({ type: 'end-epoch-early' });",
    '',
  ),
  underPressure(
    'the failover epoch ends before the old primary may have drawn its last value',
    FAILOVER,
    'return this.#values === maxValues ?',
    'return this.#values === maxValues - 1 ?',
  ),
  underPressure(
    'join: a guest that stores faster than the copy gets on is not slowed',
    SENDER,
    'else if (this.#next.size > this.#roundLength / 2) this.#credit ??= 0;',
    '',
  ),
  underPressure(
    'join: after eight rounds all that is left is sent in the pause',
    SENDER,
    'if (this.#next.size <= this.#fewPages) this.#nearlyDone = true;',
    'if (this.#next.size <= this.#fewPages || this.#round === 8) this.#nearlyDone = true;',
    {
      file: SENDER,
      find: 'else if (this.#next.size > this.#roundLength / 2) this.#credit ??= 0;',
      replace: '',
    },
    { file: SENDER, find: 'return Math.max(Math.floor(this.#credit ?? Infinity), 0);', replace: 'return Infinity;' },
    {
      file: SENDER,
      find: 'if (this.#nearlyDone) return this.pagesLeft > this.#fewPages ? 0 : 2 * this.#fewPages - this.pagesLeft;',
      replace: '',
    },
  ),
  underPressure(
    'join: what a slowed guest stores counts only when a frame can be sent',
    'hypervisor/runner/admission.ts',
    'this.#sender.countStores();',
    '',
  ),
  underPressure(
    'birth: a machine that hangs before it is ready is never given up',
    'hypervisor/bus/birth-watch.ts',
    'this.#overdue(seat);',
    'void this.#overdue;',
  ),
  underPressure(
    'birth: a machine that does not come to its primary is never given up',
    'hypervisor/runner/peer.ts',
    'this.#detector = new FailureDetector(handshake ? birthMs : timeoutMs, this.#lastSent);',
    'this.#detector = new FailureDetector(handshake ? Infinity : timeoutMs, this.#lastSent);',
  ),
  underPressure(
    'birth: at a full port, whoever comes is turned away',
    'hypervisor/links/unproved.ts',
    'this.#makeRoom(address);',
    `const { most, mostFromAddress } = this.#limits;
    const neighbours = this.#byAddress().get(address)?.length ?? 0;
    if (this.#addresses.size >= most || neighbours >= mostFromAddress) return this.#refused(caller, 'it is full');`,
  ),
  underPressure(
    'birth: who was turned away at a port does not call again',
    'hypervisor/links/calling.ts',
    'return reached && passing && forMs < connectMs;',
    'return false;',
  ),
  bug(
    'a machine that awaits its peer outlives the bus if that has left a word',
    BUS_CLIENT,
    'if (!this.#link.closed()) return;',
    'if (!this.#link.ended()) return;',
  ),
  // The guest's drivers.
  bug(
    'driver: an uncertain write counts as done',
    DRILL,
    '	comib,=	RESULT_UNCERTAIN,%r1,1b\n	 nop\n	comib,=,n RESULT_DONE,%r1,3f',
    '	comib,=,n RESULT_UNCERTAIN,%r1,3f\n	comib,=,n RESULT_DONE,%r1,3f',
  ),
  bug(
    'driver: a line is repeated behind itself',
    DRILL,
    '	stw	%r11,CONSOLE_START(%r3)\n1:	',
    '1:	ldw	CONSOLE_POSITION(%r3),%r1\n	stw	%r1,CONSOLE_START(%r3)\n	',
  ),
  bug(
    'driver: an uncertain command is repeated twice',
    DRILL,
    '	b	7b\n	 stw	%r1,ACTUATOR_SET(%r5)',
    '	stw	%r1,ACTUATOR_SET(%r5)\n14:	ldw	ACTUATOR_RESULT(%r5),%r1\n	comib,=	RESULT_BUSY,%r1,14b\n	 nop\n	ldo	1000(%r7),%r1\n	b	7b\n	 stw	%r1,ACTUATOR_SET(%r5)',
  ),
];
