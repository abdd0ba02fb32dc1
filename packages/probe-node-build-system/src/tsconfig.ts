import { posix } from 'node:path'
import { compileGlob, type Json, jsonLines, parseJson } from '@codegenie/core'
import { toJson } from '@codegenie/workspaces'
import { z } from 'zod'
import type { Context } from './projects.ts'

/** Globs of the files that a tsconfig may be or extend. */
export const TSCONFIG_READS = ['**/*tsconfig*.json', '**/*tsconfig*/*.json', '**/*typescript*/*.json']
const isRead = TSCONFIG_READS.map(compileGlob)

const FIELDS = {
  extends: z.union([z.string(), z.array(z.string())]),
  compilerOptions: z.record(z.string(), z.unknown()),
  files: z.array(z.unknown()),
  include: z.array(z.unknown()),
  references: z.array(z.object({ path: z.string() })),
}
const TsConfig = z.object(FIELDS).partial()
type TsConfig = z.infer<typeof TsConfig>

interface Option {
  readonly value: unknown
  /** The file that sets it, and where in it. */
  readonly path: string
  readonly source: string
}

/** A tsconfig after all that it extends: https://www.typescriptlang.org/tsconfig/#extends */
export interface Effective {
  readonly options: ReadonlyMap<string, Option>
  readonly extends: readonly string[]
  readonly references: readonly string[]
  /** It compiles nothing itself, and only refers to others. */
  readonly isSolution: boolean
  /** Something that it extends was not found: what is not set may be set there. */
  readonly isIncomplete: boolean
  /** `path:line` of a key at the top of the file. */
  at(key: string): string
}

/** More configurations than this are not followed from one. */
const MAX_FILES = 64

/** Reads a tsconfig with everything that it extends; the later of a list and the extending file win. Undefined where it cannot be read. */
export async function readTsConfig(
  ctx: Context,
  path: string,
  directoryOf: (name: string) => string | undefined,
): Promise<Effective | undefined> {
  const leaf = await read(ctx, path)
  if (!leaf) return undefined
  const state = { files: 0, isIncomplete: false }
  const options = new Map<string, Option>()
  const follow = async (file: string, { config, lineOf }: ReadFile, chain: readonly string[]): Promise<void> => {
    for (const wanted of [config.extends ?? []].flat()) {
      const target = resolve(file, wanted, directoryOf)
      const problem = chain.includes(target ?? '') ? 'extends_cycle' : ++state.files > MAX_FILES ? 'extends_too_many' : undefined
      const base =
        problem || !target || !isRead.some((matches) => matches(target)) || !ctx.has(target) ? undefined : await read(ctx, target)
      if (base) await follow(target!, base, [...chain, target!])
      else {
        state.isIncomplete = true
        ctx.warn({ code: `typescript.${problem ?? 'extends_unresolved'}`, path: file, message: PROBLEMS[problem ?? 'extends_unresolved'] })
      }
    }
    for (const [key, value] of Object.entries(config.compilerOptions ?? {})) {
      const line = lineOf(['compilerOptions', key])
      options.set(key.toLowerCase(), { value, path: file, source: line ? `${file}:${line}` : file })
    }
  }
  await follow(path, leaf, [path])
  const { config, lineOf } = leaf
  return {
    options,
    extends: [config.extends ?? []].flat(),
    references: (config.references ?? []).map((reference) => reference.path),
    isSolution: (config.references ?? []).length > 0 && config.files?.length === 0 && (config.include ?? []).length === 0,
    isIncomplete: state.isIncomplete,
    at(key) {
      const line = lineOf([key])
      return line ? `${path}:${line}` : path
    },
  }
}

const PROBLEMS = {
  extends_cycle: 'it extends itself by way of another; that hop was left out',
  extends_too_many: `it extends more than ${MAX_FILES} files; the rest was left out`,
  extends_unresolved:
    'it extends a file that is not in the repository (a package that is not installed, or a file that is generated): what it does not set itself is not known',
}

interface ReadFile {
  readonly config: TsConfig
  readonly lineOf: ReturnType<typeof jsonLines>
}

async function read(ctx: Context, path: string): Promise<ReadFile | undefined> {
  const text = await ctx.text(path)
  if (text === undefined) return undefined
  const json = toJson(text)
  const parsed = parseJson(json)
  const value = 'value' in parsed ? parsed.value : undefined
  if (value === undefined || value === null || typeof value !== 'object' || Array.isArray(value)) {
    ctx.warn({ code: 'typescript.config_invalid', path, message: 'expected JSON with comments, an object; it was not read' })
    return undefined
  }
  return { config: fieldsOf(ctx, path, value as Readonly<Record<string, Json>>), lineOf: jsonLines(json) }
}

/** A malformed field is left out and named, so that it does not cost the others. */
function fieldsOf(ctx: Context, path: string, value: Readonly<Record<string, Json>>): TsConfig {
  const fields = Object.entries(FIELDS).flatMap(([key, schema]) => {
    const field = Object.hasOwn(value, key) ? value[key] : undefined
    const parsed = field === undefined || field === null ? undefined : schema.safeParse(field)
    if (parsed && !parsed.success)
      ctx.warn({ code: 'typescript.unexpected_type', path, message: `${key}: expected another type; it was left out` })
    return parsed?.success ? [[key, parsed.data]] : []
  })
  const references = fields.find(([key]) => key === 'references')?.[1]
  if (Array.isArray(references) && references.length > MAX_REFERENCES) {
    references.length = MAX_REFERENCES
    ctx.warn({ code: 'typescript.references_cap_exceeded', path, message: `more than ${MAX_REFERENCES} references; the rest was left out` })
  }
  return Object.fromEntries(fields) as TsConfig
}

const MAX_REFERENCES = 1000

/** Path in the repository that `extends` means; undefined where that lies outside, or in a package that is no member. */
export function resolve(from: string, wanted: string, directoryOf: (name: string) => string | undefined): string | undefined {
  const isRelative = wanted.startsWith('./') || wanted.startsWith('../') || wanted === '.' || wanted === '..'
  if (isRelative) return inside(withExtension(posix.join(posix.dirname(from), wanted)))
  if (wanted.startsWith('/')) return undefined
  const [name, rest] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/s.exec(wanted)?.slice(1) ?? []
  const directory = name === undefined ? undefined : directoryOf(name)
  return directory === undefined ? undefined : inside(posix.join(directory, rest ? withExtension(rest) : 'tsconfig.json'))
}

function withExtension(path: string): string {
  return path.endsWith('.json') ? path : `${path}.json`
}

function inside(path: string): string | undefined {
  return path.startsWith('../') ? undefined : path
}
