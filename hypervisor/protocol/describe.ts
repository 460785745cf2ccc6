/** Effects and messages in one line each, for traces. */
import { RESULT } from '../../emulator/board.ts';
import { definitionOf, type Request } from '../../emulator/devices/device.ts';
import type { EnvironmentValue } from '../../emulator/environment.ts';
import type { Effect } from './effects.ts';
import { formatHash } from './format-hash.ts';
import type { Interrupt, Message } from './messages.ts';

/** Effects as the trace shows them, such as `send 3 [end 1: 100 completed]`. */
export function describeEffect(effect: Effect): string {
  switch (effect.type) {
    case 'supply':
      return `supply ${describeValue(effect.value)}`;
    case 'resume':
    case 'rest':
    case 'end-epoch-early':
    case 'transfer-state':
      return effect.type;
    case 'deliver':
      return ['deliver', ...effect.interrupts.map(describeInterrupt), `at ${effect.ticks}`].join(' ');
    case 'start-epoch':
      return `start-epoch ${effect.epoch} limit ${effect.limit}`;
    case 'read-environment':
      return `read-environment ${effect.query}`;
    case 'send':
      return `send ${describeMessage(effect.message)}`;
    case 'perform':
      return `perform ${describeRequest(effect.request)} in term ${effect.term}`;
    case 'claim-term':
      return `claim-term ${effect.term}`;
    case 'acknowledge-input':
      return `acknowledge-input through ${effect.through}`;
    case 'ask-input':
      return `ask-input from ${effect.from}`;
    case 'failover':
    case 'whole':
    case 'alone':
      return `${effect.type} in epoch ${effect.epoch}, term ${effect.term}`;
    case 'promoted':
      return [
        `promoted after epoch ${effect.epoch}, term ${effect.term}`,
        ...effect.uncertain.map(describeRequest),
      ].join(', uncertain ');
    case 'step-down':
      return `step-down: ${effect.reason}`;
  }
}

/** A message as the trace shows it, such as `3 [end 1: 100 completed]`. */
export function describeMessage({ sequence, body }: Message): string {
  switch (body.type) {
    case 'environment':
      return `${sequence} [${body.epoch}, ${describeValue(body.value)}]`;
    case 'interrupt':
      return `${sequence} [${body.epoch}, ${describeInterrupt(body.interrupt)}]`;
    case 'time':
      return `${sequence} [Tme ${body.epoch}: ${body.ticks}]`;
    case 'end':
      return `${sequence} [end ${body.epoch}: ${body.completed} completed${body.rest ? ', rest' : ''}${describeHash(body)}]`;
    case 'ack':
      return `ack ${body.through}`;
    case 'heartbeat':
      return 'heartbeat';
    case 'snapshot':
      return `${sequence} [snapshot at ${body.epoch}, term ${body.term}: ${body.ticks}, input from ${body.input}]`;
  }
}

function describeHash({ hash }: { readonly hash?: bigint }): string {
  return hash === undefined ? '' : `, hash ${formatHash(hash)}`;
}

/** A value as the trace shows it, such as `time-of-day 7.000000`. */
export function describeValue(value: EnvironmentValue): string {
  switch (value.query) {
    case 'interval-timer':
      return `${value.query} ${value.ticks}`;
    case 'time-of-day':
      return `${value.query} ${value.seconds}.${String(value.microseconds).padStart(6, '0')}`;
    default:
      return `${value.query} ${value.position}`;
  }
}

/** An interrupt as the trace shows it, such as `#3 done`. */
export function describeInterrupt(interrupt: Interrupt): string {
  if (interrupt.type === 'input') {
    return `input ${interrupt.from} "${String.fromCharCode(...interrupt.bytes)}"${interrupt.end ? ' end' : ''}`;
  }
  const { id, result } = interrupt.completion;
  return `#${id} ${{ [RESULT.DONE]: 'done', [RESULT.ERROR]: 'error', [RESULT.UNCERTAIN]: 'uncertain' }[result]}`;
}

/** A request as the trace shows it, such as `#3 set 1000`. */
export function describeRequest(request: Request): string {
  if (request.kind === 'exit') return `#${request.id} exit ${request.status}`;
  return `#${request.id} ${definitionOf(request)?.brief?.(request) ?? request.kind}`;
}
