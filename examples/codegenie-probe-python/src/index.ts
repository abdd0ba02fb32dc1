import { createRequire } from 'node:module'
import { posix } from 'node:path'
import { compareBytes, defineProbe, type ProbeContext } from '@codegenie/core'
import { z } from 'zod'
import { LOCKFILES, lockfileFacts } from './lockfile.ts'
import { parsePyproject } from './pyproject.ts'
import { parseRequirements } from './requirements-file.ts'
import { Python } from './schema.ts'
import { TEST_FILES, testTools } from './test-tools.ts'
import { textAt, tomlLine } from './toml.ts'

export { Lockfile, Project, Python, Requirement, RequirementsFile } from './schema.ts'

const { version } = createRequire(import.meta.url)('../package.json') as { version: string }

const PYPROJECT = '**/pyproject.toml'
const REQUIREMENTS = ['**/requirements*.{txt,in}', '**/requirements/*.{txt,in}']
const PINS = '**/.python-version'
const PIPFILE = '**/Pipfile'
const LOCKS = Object.keys(LOCKFILES).map((name) => `**/${name}`)

interface Found {
  readonly slice: Python
  readonly evidence: Record<string, string | readonly string[]>
  /** Manager -> the files that show it. */
  readonly managers: Map<Python['managers'][number], string[]>
  /** The pyproject.toml files that configure pytest. */
  readonly pytest: string[]
}

/** Python projects, their dependencies, lockfiles, versions and test tools. */
export default defineProbe({
  name: 'python',
  slice: 'python',
  version,
  schema: Python,
  inputs: { reads: [PYPROJECT, ...REQUIREMENTS, PINS, ...LOCKS], lists: [...TEST_FILES, PIPFILE] },
  async run(ctx: ProbeContext) {
    const slice: Python = { managers: [], versions: [], projects: [], requirements: [], lockfiles: [], test_tools: [] }
    const found: Found = { slice, evidence: {}, managers: new Map(), pytest: [] }
    for (const path of ctx.match(PYPROJECT)) await readProject(ctx, path, found)
    for (const path of sorted(REQUIREMENTS.flatMap((glob) => ctx.match(glob)))) await readRequirements(ctx, path, found)
    for (const path of sorted(LOCKS.flatMap((glob) => ctx.match(glob)))) await readLockfile(ctx, path, found)
    for (const path of ctx.match(PINS)) await readPin(ctx, path, found)
    for (const path of ctx.match(PIPFILE)) show(found, 'pipenv', path)
    slice.test_tools.push(
      ...testTools(
        slice,
        TEST_FILES.flatMap((glob) => ctx.match(glob)),
        found.pytest,
      ),
    )
    for (const [i, { where }] of slice.test_tools.entries()) found.evidence[`test_tools.${i}`] = where
    for (const name of [...found.managers.keys()].sort()) {
      found.evidence[`managers.${slice.managers.length}`] = sorted(found.managers.get(name) ?? [])
      slice.managers.push(name)
    }
    return { slice, evidence: found.evidence }
  },
})

async function readProject(ctx: ProbeContext, path: string, found: Found): Promise<void> {
  const text = await ctx.text(path)
  const parsed = text === undefined ? undefined : await toml(ctx, path, text)
  if (text === undefined || parsed === undefined) return
  const { project, managers, pythonFrom, pytest, invalid } = parsePyproject(path, parsed)
  const { slice, evidence } = found
  if (invalid > 0) ctx.warn({ code: 'python.requirement_invalid', path, message: `${invalid} entries are no requirements` })
  const at = `projects.${slice.projects.length}`
  evidence[at] = path
  for (const key of ['name', 'version'] as const)
    if (project[key] !== null)
      evidence[`${at}.${key}`] = tomlLine(path, text, textAt(parsed, 'project', key) !== null ? 'project' : 'tool.poetry', key)
  if (pytest) found.pytest.push(path)
  slice.projects.push(project)
  for (const manager of managers) show(found, manager, tomlLine(path, text, `tool.${manager}`, ''))
  if (pythonFrom && project.requires_python !== null)
    addVersion(found, 'requires', project.requires_python, tomlLine(path, text, ...pythonFrom))
}

async function readRequirements(ctx: ProbeContext, path: string, found: Found): Promise<void> {
  const text = await ctx.text(path)
  if (text === undefined) return
  const { requirements, includes, compiledBy, unknown } = parseRequirements(text)
  const { slice, evidence } = found
  const at = `requirements.${slice.requirements.length}`
  evidence[at] = path
  for (const [i, { line }] of requirements.entries()) evidence[`${at}.requirements.${i}`] = `${path}:${line}`
  if (unknown.length > 0)
    ctx.warn({
      code: 'python.requirement_invalid',
      path,
      message: `${unknown.length} lines are no requirements, the first is line ${unknown[0]}`,
    })
  slice.requirements.push({
    path,
    requirements: requirements.map(({ name, specifier }) => ({ name, specifier })),
    includes: includes.map((one) => posix.join(posix.dirname(path), one.path)).filter((one) => !one.startsWith('..') && !/[:@]/.test(one)),
    hashes: requirements.length > 0 && requirements.every(({ hasHash }) => hasHash),
    compiled_by: compiledBy,
  })
  show(found, compiledBy ?? 'pip', path)
}

async function readLockfile(ctx: ProbeContext, path: string, found: Found): Promise<void> {
  const format = LOCKFILES[posix.basename(path) as keyof typeof LOCKFILES]
  const parsed = format === 'pipenv' ? await ctx.json(path, z.record(z.string(), z.unknown())) : await toml(ctx, path, await ctx.text(path))
  if (parsed === undefined) return
  const facts = lockfileFacts(path, format, parsed)
  if (!facts) return void ctx.warn({ code: 'python.lockfile_unknown', path, message: `expected a lockfile of ${format}` })
  found.evidence[`lockfiles.${found.slice.lockfiles.length}`] = path
  found.slice.lockfiles.push(facts)
  show(found, format, path)
}

/** A version a line; more than one where several are installed side by side. */
async function readPin(ctx: ProbeContext, path: string, found: Found): Promise<void> {
  for (const [index, line] of ((await ctx.text(path)) ?? '').split('\n').entries()) {
    const value = line.trim()
    if (value === '' || value.startsWith('#')) continue
    if (/^[\w.+-]{1,100}$/.test(value)) addVersion(found, 'pins', value, `${path}:${index + 1}`)
    else ctx.warn({ code: 'python.version_invalid', path, message: `line ${index + 1} is no version` })
  }
}

function addVersion({ slice, evidence }: Found, role: 'requires' | 'pins', value: string, source: string): void {
  evidence[`versions.${slice.versions.length}`] = source
  slice.versions.push({ role, value, source })
}

function show({ managers }: Found, name: Python['managers'][number], where: string): void {
  managers.set(name, [...(managers.get(name) ?? []), where])
}

/** The library is loaded for the first such file. */
async function toml(ctx: ProbeContext, path: string, text: string | undefined): Promise<unknown> {
  if (text === undefined) return undefined
  const { parse } = await import('smol-toml')
  try {
    return parse(text, { maxDepth: 64 })
  } catch {
    return void ctx.warn({ code: 'python.toml_invalid', path, message: 'expected TOML, found a syntax error' })
  }
}

/** In the order of bytes, each once. */
function sorted(paths: readonly string[]): string[] {
  return [...new Set(paths)].sort(compareBytes)
}
