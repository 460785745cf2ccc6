/**
 * The events of a trace file that Perfetto (ui.perfetto.dev) and Chrome (about:tracing) show: the Trace Event Format, as far
 * as it is used here. Times are in microseconds; `pid` is a process, `tid` one of its lanes.
 */

interface Placed {
  readonly pid: number;
  readonly tid: number;
}

interface Timed extends Placed {
  readonly name: string;
  readonly ts: number;
  readonly args?: Readonly<Record<string, string | number | boolean>>;
}

export type TraceEvent =
  /** A slice: something that takes time. Slices of one lane nest, or do not meet. */
  | (Timed & { readonly ph: 'X'; readonly dur: number })
  /** A moment, of its lane. */
  | (Timed & { readonly ph: 'i'; readonly s: 't' })
  /** A slice that may overlap with others: its beginning and end have the same name, category and id. */
  | (Timed & { readonly ph: 'b' | 'e'; readonly cat: string; readonly id: string })
  /** An arrow from the slice around `s` to the slice around the `f` with the same name, category and id. */
  | (Timed & { readonly ph: 's'; readonly cat: string; readonly id: string })
  | (Timed & { readonly ph: 'f'; readonly bp: 'e'; readonly cat: string; readonly id: string })
  /** What a process or a lane is called. */
  | (Placed & {
      readonly ph: 'M';
      readonly name: 'process_name' | 'thread_name';
      readonly args: { readonly name: string };
    });
