/**
 * All shards of an exploration as one: their cases in the order of the whole enumeration, as if one process had tried them. Refuses
 * what does not belong together.
 */
import { closeSync, openSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openRegularSync } from '../../../emulator/host/regular-file.ts';
import { otherThings } from '../../words/exploring.ts';
import type { AdversityName } from '../case.ts';
import { type CampaignEvent, Ledger, type Summary } from '../ledger.ts';
import { rangesInWords } from '../ranges.ts';
import { type Reached, together } from '../reached.ts';
import type { SelfChecks } from './messages.ts';
import { attemptsIn, BadResults, type Contents, contentsOf } from './result-lines.ts';
import type { Header, ResultRecord } from './result-records.ts';
import { partsIn, PART, SUFFIX } from './results-file.ts';

/** Not all shards are there. */
export class MissingShards extends Error {
  override readonly name = 'MissingShards';
}

interface ShardFile {
  readonly path: string;
  readonly contents: Contents;
}

export class Merge {
  readonly #shards: readonly ShardFile[];
  readonly #ledger = new Ledger();

  /** Throws a {@link BadResults} or {@link MissingShards} that says what is wrong, or what the file system throws. */
  constructor(folder: string) {
    const names = readdirSync(folder).sort();
    const found = names.filter((name) => name.endsWith(SUFFIX)).map((name) => readShard(join(folder, name)));
    const growing = names.filter((name) => name.endsWith(SUFFIX + PART));
    refuseForeign(found);
    const ordered = found.sort((one, other) => one.contents.shard.index - other.contents.shard.index);
    refuseDoubled(ordered);
    refuseMissing(ordered, growing);
    refuseParting(ordered);
    this.#shards = ordered;
  }

  get paths(): string[] {
    return this.#shards.map(({ path }) => path);
  }

  get header(): Header {
    return this.#shards[0].contents.header;
  }

  /** The same as of a campaign that tries all cases in one process. */
  *events(): Generator<CampaignEvent, void> {
    for (const name of this.header.only) {
      this.#ledger.begin(name);
      yield* this.#all(name);
    }
    this.#ledger.finish();
    this.#ledger.checked(this.checks);
    for (const finding of this.#ledger.findings()) {
      const { key } = finding.smallest;
      const shrunk = this.#shards.map(({ contents }) => contents.shrunk.get(key)).find((known) => known !== undefined);
      if (shrunk) this.#ledger.shrink(finding, shrunk);
    }
  }

  summary(): Summary {
    return this.#ledger.summary();
  }

  /** Found wherever it was looked for. */
  get checks(): SelfChecks {
    const all = this.#shards.map(({ contents }) => contents.checks ?? []);
    return all[0].map(({ adversity }) => {
      const found = all.every((checks) => checks.some((check) => check.adversity === adversity && check.found));
      return { adversity, found };
    });
  }

  /** What no shard has come to. */
  get reached(): Reached | undefined {
    return together(this.#shards.flatMap(({ contents }) => contents.reached ?? []));
  }

  /** A case of each shard in turn. */
  *#all(name: AdversityName): Generator<CampaignEvent, void> {
    const files = this.#shards.map(({ path }) => openSync(path, 'r'));
    try {
      const cases = this.#shards.map(({ contents }, index) => attemptsIn(files[index], name, contents.length));
      for (let at = 0; ; at += 1) {
        const record = cases[at % cases.length].next().value as Extract<ResultRecord, { at: number }> | undefined;
        if (record === undefined) return;
        yield* this.#ledger.take(record.attempt);
      }
    } finally {
      for (const file of files) closeSync(file);
    }
  }
}

function readShard(path: string): ShardFile {
  const file = openRegularSync(path);
  try {
    const contents = contentsOf(file);
    if (!contents?.whole) throw new BadResults('its end is missing');
    return { path, contents };
  } catch (error) {
    if (error instanceof BadResults) throw new BadResults(`'${path}': ${error.message}`);
    throw error;
  } finally {
    closeSync(file);
  }
}

function refuseForeign([first, ...others]: readonly ShardFile[]): void {
  for (const { path, contents } of others) {
    const { header, shard } = contents;
    const parts = partsIn(first.contents.header, header);
    if (parts.length > 0) {
      throw new BadResults(`'${first.path}' and '${path}' do not belong together: they are of ${otherThings(parts)}`);
    }
    const { count } = first.contents.shard;
    if (shard.count !== count) {
      throw new BadResults(
        `'${first.path}' and '${path}' do not belong together: there are ${count} shards of the one, and ${shard.count} of the other`,
      );
    }
  }
}

function refuseDoubled(ordered: readonly ShardFile[]): void {
  for (const [at, { path, contents }] of ordered.entries()) {
    const before = ordered[at - 1];
    const { index, count } = contents.shard;
    if (before?.contents.shard.index === index) {
      throw new BadResults(`shard ${index} of ${count} is there twice: '${before.path}' and '${path}'`);
    }
  }
}

function refuseMissing(ordered: readonly ShardFile[], growing: readonly string[]): void {
  const begun = growing.length === 0 ? '' : `; not finished: ${growing.map((name) => `'${name}'`).join(', ')}`;
  if (ordered.length === 0) throw new MissingShards(`there are no whole results of hvrun explore${begun}`);
  const { count } = ordered[0].contents.shard;
  const there = new Set(ordered.map(({ contents }) => contents.shard.index));
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter((index) => !there.has(index));
  if (missing.length === 0) return;
  // As a scheduler takes it: `2,5-7`.
  const which = rangesInWords(missing, { between: ',' });
  throw new MissingShards(`of ${count} shards these are missing: ${which}${begun}`);
}

/** Two whole shards that say that there are so many and so many cases. */
function refuseParting(ordered: readonly ShardFile[]): void {
  const [first] = ordered;
  for (const { path, contents } of ordered) {
    for (const name of first.contents.header.only) {
      const own = contents.adversities.get(name)?.total;
      const total = first.contents.adversities.get(name)?.total;
      if (own === undefined) throw new BadResults(`'${path}': it does not say how many cases of ${name} there are`);
      if (own !== total) {
        throw new BadResults(
          `'${first.path}' says that there are ${total} cases of ${name}, and '${path}' that there are ${own}`,
        );
      }
    }
  }
}
