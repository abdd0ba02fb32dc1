import type { z } from 'zod'
import { check } from './check.ts'
import { UndeclaredInputError } from './errors.ts'
import type { FileContent } from './file-content.ts'
import { compileGlob } from './glob.ts'
import type { DeclaredInputs } from './inputs.ts'
import type { Parsed } from './json.ts'
import { jsonLines } from './json-lines.ts'
import { compareBytes } from './path-index.ts'
import type { AnyProbe, Json, ProbeContext, Warning } from './probe.ts'
import type { Source } from './source.ts'
import type { YamlFile } from './yaml.ts'

/** Warning codes that core adds by itself; every probe's README refers to this list. */
export const CORE_WARNINGS = [
  'file.alias_cap_exceeded',
  'file.changed_during_gather',
  'file.dangling_symlink',
  'file.depth_cap_exceeded',
  'file.duplicate_key',
  'file.encoding_unsupported',
  'file.forbidden_key',
  'file.invalid_utf8',
  'file.not_regular_file',
  'file.parse_error',
  'file.size_cap_exceeded',
  'file.symlink_escape',
  'file.symlink_loop',
  'file.unexpected_type',
  'file.unreadable',
  'gitignore.not_regular_file',
  'gitignore.pattern_cap_exceeded',
  'gitignore.rule_cap_exceeded',
  'gitignore.size_cap_exceeded',
  'gitignore.unreadable',
  'walk.depth_cap_exceeded',
  'walk.not_regular_file',
  'walk.path_not_utf8',
  'walk.unreadable',
] as const

/** Builds what one run of a probe may see; `warnings` fills while it runs. */
export function createContext(
  probe: AnyProbe,
  inputs: DeclaredInputs,
  source: Pick<Source, 'index'>,
  slices: ReadonlyMap<string, unknown>,
  signal: AbortSignal,
): { ctx: ProbeContext<Json | undefined, AnyProbe>; warnings: Warning[] } {
  const warnings: Warning[] = []
  const said = new Set<string>()
  const warn = (warning: Warning) => {
    const key = `${warning.code}\0${warning.path ?? ''}\0${warning.message}`
    if (!said.has(key)) warnings.push(warning)
    said.add(key)
  }
  for (const problem of inputs.problems) warn(problem)

  let mayRead: ((path: string) => boolean)[] | undefined
  const declaredGlobs = [...inputs.globs.reads, ...inputs.globs.lists]
  let isDeclared: ((path: string) => boolean)[] | undefined
  const refuse = (what: string): never => {
    throw new UndeclaredInputError(probe.name, what)
  }
  let listed: Set<string> | undefined
  const exists = (path: string) => inputs.reads.has(path) || (listed ??= new Set(inputs.lists)).has(path)
  let paths: readonly string[] | undefined
  const yamls = new Map<string, YamlFile>()

  const lines = new Map<string, ReturnType<typeof jsonLines>>()
  const linesOf = (path: string, content: FileContent) => {
    let known = lines.get(path)
    if (!known) lines.set(path, (known = jsonLines(content.text()?.text ?? '')))
    return known
  }

  /** The content of a declared file with its text, or `undefined` and the reason as a warning. */
  const open = (path: string): { content: FileContent; text: string; invalid: boolean } | undefined => {
    const content = inputs.reads.get(path)
    if (!content)
      return (mayRead ??= inputs.globs.reads.map(compileGlob)).some((matches) => matches(path))
        ? undefined
        : refuse(`the content of ${path}`)
    if (content.problem) return void warn({ code: `file.${content.problem.problem}`, path, message: content.problem.message })
    if (content.changed) warn({ code: 'file.changed_during_gather', path, message: 'was being written while it was read; gather again' })
    const decoded = content.text()
    if (!decoded)
      return void warn({ code: 'file.encoding_unsupported', path, message: 'expected UTF-8, found UTF-16 or bytes that are no text' })
    if (decoded.invalid) warn({ code: 'file.invalid_utf8', path, message: 'holds bytes that are not UTF-8; they were replaced' })
    return { content, ...decoded }
  }
  const checked = <S extends z.ZodType>(path: string, parsed: Parsed, schema: S): z.output<S> | undefined => {
    if ('problem' in parsed) return void warn({ code: `file.${parsed.problem}`, path, message: parsed.message })
    for (const { problem, message } of parsed.notes) warn({ code: `file.${problem}`, path, message })
    const { value, malformed } = check(parsed.value, schema)
    for (const message of malformed) warn({ code: 'file.unexpected_type', path, message })
    return value
  }

  const ctx: ProbeContext<Json | undefined, AnyProbe> = {
    get paths() {
      return (paths ??= declaredPaths(inputs, source))
    },
    data: probe.inputs.data,
    signal,
    warn,
    match(glob) {
      const found = source.index.match(glob)
      if (!declaredGlobs.includes(glob)) for (const path of found) if (!exists(path)) refuse(`${path}, which ${glob} matches,`)
      if (source.index.links.size === 0) return found
      const links = [...inputs.reads.keys()].filter((path) => source.index.links.has(path) && compileGlob(glob)(path))
      return links.length > 0 ? [...found, ...links].sort(compareBytes) : found
    },
    has(path) {
      if (exists(path)) return true
      isDeclared ??= declaredGlobs.map(compileGlob)
      return isDeclared.some((matches) => matches(path)) ? false : refuse(`whether ${path} exists`)
    },
    text: async (path) => open(path)?.text,
    async extract(path, name, of) {
      const key = `${probe.name} ${probe.version} ${name}`
      const kept = inputs.reads.get(path)?.kept
      if (kept?.has(key)) return kept.get(key) as ReturnType<typeof of>
      const file = open(path)
      const made = file && of(file.text)
      // What is to be warned of has to be read again, and so be warned of again.
      if (made !== undefined && !file?.invalid && !file?.content.changed) kept?.set(key, made)
      return made
    },
    async json(path, schema) {
      const file = open(path)
      return file && checked(path, file.content.json(), schema)
    },
    async yaml(path, schema) {
      const file = open(path)
      if (!file) return undefined
      const parsed = await file.content.yaml()
      yamls.set(path, parsed)
      return checked(path, parsed.parsed, schema)
    },
    at(path, ...keys) {
      const content = inputs.reads.get(path)
      if (!content) return path
      const line = yamls.has(path) ? yamls.get(path)?.line(keys) : linesOf(path, content)(keys)
      return line === undefined ? path : `${path}:${line}`
    },
    slice(needed) {
      if (!probe.needs.some(({ name }) => name === needed.name)) refuse(`the slice of ${needed.name}`)
      return slices.get(needed.name) as never
    },
  }
  return { ctx, warnings }
}

function declaredPaths({ globs, reads, lists }: DeclaredInputs, { index }: Pick<Source, 'index'>): readonly string[] {
  if (index.links.size === 0) return index.matchAny([...globs.reads, ...globs.lists])
  return [...new Set([...reads.keys(), ...lists])].sort(compareBytes)
}
