import { close, type Directory, makeDirectories, openRoot, randomName, UnsafeOutputError, WriteError } from '@codegenie/core'
import { type OutputFile, openOutput, removeFiles, removeStaleTemps, writeFiles } from './atomic-write.ts'
import type { Gathered } from './gather.ts'
import { jsonText } from './json-text.ts'
import { sanitize } from './sanitize.ts'

/** Run records that are kept, the newest. */
const KEPT_RUNS = 50
/** Those of the last gather and of the one before. */
const KEPT_INPUTS = 2

export interface Written {
  readonly artifact: 'written' | 'unchanged'
  /** The directory of `repo-context.yaml`. */
  readonly directory: string
  /** Path of the run record. */
  readonly record: string
  /** Paths of the artifact's files. */
  readonly files: readonly string[]
}

export interface WriteOptions {
  readonly inside?: string
  /** Name -> text of more files for `context`, that somebody has made of this very artifact: written in one batch with it. */
  readonly further?: ReadonlyMap<string, string>
}

/**
 * Writes an artifact and its run record to `<out>/context` and `<out>/runs`. With `inside`, `out` is a path below that (untrusted)
 * directory, each step of which must be a real directory; else `out` is the operator's own. `repo-context.yaml` is renamed last.
 * Throws `UnsafeOutputError` or `WriteError`.
 */
export function writeArtifact(
  out: string,
  gathered: Pick<Gathered, 'artifact' | 'record'>,
  { inside, further = new Map() }: WriteOptions = {},
): Written {
  const opened: Directory[] = []
  const open = (parent: Directory, name: string, shown: string) => {
    const directory = openOutput(parent, name, shown)
    opened.push(directory)
    return directory
  }
  try {
    const top = inside === undefined ? openOperators(out) : openRoot(inside)
    opened.push(top)
    const steps = inside === undefined ? [] : stepsBelow(inside, out)
    const home = steps.reduce((parent, name) => open(parent, name, out), top)
    const context = open(home, 'context', `${out}/context`)
    const raw = open(context, 'raw', `${out}/context/raw`)
    const runs = open(home, 'runs', `${out}/runs`)
    const files = artifactFiles(out, gathered, further, { home, context, raw })
    const written = writeFiles(files)
    const names = new Set([...gathered.artifact.raw.keys()].map((probe) => `${probe}.json`))
    removeFiles(raw, (name) => /^[a-z][a-z0-9_]*\.json$/.test(name) && !names.has(name))
    const { inputs, ...about } = gathered.record
    const run = `${about.started_at.replaceAll(/[:.]/g, '-')}-${randomName().slice(8)}`
    const record = `${run}.json`
    writeFiles([
      {
        directory: runs,
        name: `${run}.inputs`,
        pieces: [`${jsonText(sanitize(inputs as never))}\n`],
        shown: `${out}/runs/${run}.inputs`,
        isDisposable: true,
      },
      { directory: runs, name: record, pieces: [`${JSON.stringify(about, null, 2)}\n`], shown: `${out}/runs/${record}` },
    ])
    for (const directory of [home, context, raw, runs]) removeStaleTemps(directory)
    removeOldRuns(runs)
    return {
      artifact: written > 0 ? 'written' : 'unchanged',
      directory: `${out}/context`,
      record: `${out}/runs/${record}`,
      files: files.map(({ shown }) => shown),
    }
  } finally {
    for (const directory of opened) close(directory)
  }
}

function artifactFiles(
  out: string,
  { artifact }: Pick<Gathered, 'artifact'>,
  further: ReadonlyMap<string, string>,
  { home, context, raw }: Readonly<Record<'home' | 'context' | 'raw', Directory>>,
): OutputFile[] {
  const details = [...artifact.raw].map(([probe, pieces]) => ({
    directory: raw,
    name: `${probe}.json`,
    pieces,
    shown: `${out}/context/raw/${probe}.json`,
  }))
  return [
    { directory: home, name: '.gitignore', pieces: ['*\n'], shown: `${out}/.gitignore` },
    ...details,
    ...[...further].map(([name, text]) => ({ directory: context, name, pieces: [text], shown: `${out}/context/${name}` })),
    { directory: context, name: 'repo-context.json', pieces: artifact.json, shown: `${out}/context/repo-context.json` },
    { directory: context, name: 'repo-context.yaml', pieces: artifact.yaml, shown: `${out}/context/repo-context.yaml` },
  ]
}

function openOperators(out: string): Directory {
  try {
    makeDirectories(out)
    return openRoot(out)
  } catch (error) {
    throw new WriteError(`${out}: cannot be made or opened (${(error as NodeJS.ErrnoException).code}); choose another --out`, {
      cause: error,
    })
  }
}

function stepsBelow(inside: string, out: string): readonly string[] {
  const below = out.startsWith(`${inside}/`) ? out.slice(inside.length + 1).split('/') : []
  if (below.length === 0 || below.some((step) => step === '' || step === '.' || step === '..'))
    throw new UnsafeOutputError(`${out}: expected a directory below ${inside}`)
  return below
}

function removeOldRuns(runs: Directory): void {
  const seen: string[] = []
  removeFiles(runs, (name) => {
    if (/^\d{4}-.*\.(?:json|inputs)$/.test(name)) seen.push(name)
    return false
  })
  seen.sort()
  const older = (suffix: string, kept: number) => seen.filter((name) => name.endsWith(suffix)).slice(0, -kept)
  const old = new Set([...older('.json', KEPT_RUNS), ...older('.inputs', KEPT_INPUTS)])
  if (old.size > 0) removeFiles(runs, (name) => old.has(name))
}
