import type { z } from 'zod'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** Something in the repository that was broken, or read only in part. Findings are data: they never throw. */
export interface Warning {
  /** `<what>.<problem>` in snake_case, listed in the README of the probe (or of core, for those core adds): `package_json.entry_invalid`. */
  readonly code: string
  /** What was expected, what was found, what to do. Never quotes the file's text. */
  readonly message: string
  /** Repo-relative POSIX path. */
  readonly path?: string
}

/** Fact path in the slice (`commands.test.run`) -> where it stands: `package.json:7`, or a file alone. A key covers all that lies below it. */
export type Evidence = Readonly<Record<string, string | readonly string[]>>

/** All that a probe's answer may depend on. The reader refuses everything else, and the cache key is made of exactly this. */
export interface Inputs<Data> {
  /** Globs of files whose content matters: they may be opened. The key gets path and content identity. */
  readonly reads?: readonly string[]
  /** Globs of files whose existence matters: they may not be opened. The key gets the path. */
  readonly lists?: readonly string[]
  /** JSON that the output depends on: catalogs, options. The key gets the value. */
  readonly data?: Data
}

/** What `run` sees of the repository: the declared inputs and nothing else. */
export interface ProbeContext<Data = undefined, Needs extends AnyProbe = never> {
  /** Declared paths that exist, sorted bytewise. */
  readonly paths: readonly string[]
  readonly data: Data
  /** Aborted at the probe's timeout and when the gather is cancelled. */
  readonly signal: AbortSignal
  /** Declared paths that match a glob. Throws `UndeclaredInputError` when the glob reaches files that are not declared. */
  match(glob: string): readonly string[]
  /** Is there such a file? Throws `UndeclaredInputError` when the path is not declared. */
  has(path: string): boolean
  /** The file as text, without a byte order mark; `undefined` when it is absent, or unreadable (then a warning says why). */
  text(path: string): Promise<string | undefined>
  /**
   * What `of` makes of the text of one file and of nothing else; `undefined` as for `text`. Where the probe runs beside the reader it is kept on
   * this machine under `name` while the file has the same content, which then is not read again. A probe that makes something else of files
   * has another version.
   */
  extract<T extends Json>(path: string, name: string, of: (text: string) => T): Promise<T | undefined>
  /** The file as JSON, checked; `undefined` when it is absent, or malformed (then a warning says why). Parsed once for all probes. */
  json<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S> | undefined>
  /** The file as YAML 1.2 with merge keys, checked; as `json`. */
  yaml<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S> | undefined>
  /** `path:line` of a key in a JSON or YAML file that was read before; the path alone where the key is not there. */
  at(path: string, ...keys: readonly (string | number)[]): string
  /** The validated slice of a probe in `needs`; `undefined` when that probe was skipped or failed. */
  slice<P extends Needs>(probe: P): SliceOf<P> | undefined
  warn(warning: Warning): void
}

/** What one run should cost. A run that costs more is a warning in the run record; what it found stands. */
export interface Budget {
  /** Milliseconds of CPU. */
  readonly ms: number
  /** Megabytes (10^6 bytes) that the resident memory of the process grows by. */
  readonly mb: number
}

export interface Result<Schema extends z.ZodType> {
  readonly slice: z.input<Schema>
  readonly evidence: Evidence
  /** Bulky detail that the slice only summarises; written to `raw/<probe>.json`. */
  readonly raw?: Json
}

export interface Probe<Name extends string = string, Key extends string = string, Schema extends z.ZodType = z.ZodType> {
  /** snake_case, unique: identifies the probe. */
  readonly name: Name
  /** snake_case, unique: the key of its slice in the artifact. */
  readonly slice: Key
  /** From its package.json. */
  readonly version: string
  /** Strict Zod schema of plain JSON. */
  readonly schema: Schema
  readonly inputs: Inputs<Json | undefined>
  /** Probes whose slices `run` asks for. Their slices' hashes are part of the cache key: need as little as possible. */
  readonly needs: readonly AnyProbe[]
  /** Milliseconds; 30,000 when left out. */
  readonly timeoutMs?: number
  /** 2,000 ms and 200 MB, where left out. */
  readonly budget?: Partial<Budget>
  run(ctx: ProbeContext<never, never>): Result<Schema> | Promise<Result<Schema>>
}

export type AnyProbe = Probe<string, string, z.ZodType>
export type SliceOf<P> = P extends Probe<string, string, infer S> ? z.output<S> : never
/** Exactly the slices of the probes that were passed; a slice is absent when its probe was skipped or failed. */
export type RepoContext<Ps extends readonly AnyProbe[]> = { readonly [P in Ps[number] as P['slice']]?: SliceOf<P> }

/** Identity at run time; it exists to infer types: `ctx.data`, `ctx.slice` and the slice that `run` must return. */
export function defineProbe<
  const Name extends string,
  const Key extends string,
  Schema extends z.ZodType,
  const Data extends Json | undefined = undefined,
  const Needs extends readonly AnyProbe[] = readonly [],
>(probe: {
  name: Name
  slice: Key
  version: string
  schema: Schema
  inputs: Inputs<Data>
  needs?: Needs
  timeoutMs?: number
  budget?: Partial<Budget>
  run(ctx: ProbeContext<Data, Needs[number]>): NoInfer<Result<Schema>> | Promise<NoInfer<Result<Schema>>>
}): Probe<Name, Key, Schema> {
  return { ...probe, needs: probe.needs ?? [] }
}
