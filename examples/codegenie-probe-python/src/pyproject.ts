import { normalName, parseRequirement } from './requirement.ts'
import type { Project, Requirement } from './schema.ts'
import { at, listAt, table, textAt } from './toml.ts'

export type Manager = 'uv' | 'poetry' | 'pdm' | 'hatch'

export interface ParsedProject {
  readonly project: Project
  readonly managers: readonly Manager[]
  /** The table and key that `requires_python` is from. */
  readonly pythonFrom: readonly [string, string] | undefined
  readonly pytest: boolean
  /** Entries that are no requirements. */
  readonly invalid: number
}

/** https://packaging.python.org/en/latest/specifications/pyproject-toml/, and the tables of poetry, uv, pdm and hatch. */
export function parsePyproject(path: string, parsed: unknown): ParsedProject {
  const lists = requirementLists(parsed)
  const poetry = at(parsed, 'tool', 'poetry')
  const poetryPython = textAt(poetry, 'dependencies', 'python')
  const standard = textAt(parsed, 'project', 'requires-python')
  const groups = new Map([...lists.groups, ...poetryGroups(poetry)].filter(([name]) => /^[A-Za-z0-9][\w.-]*$/.test(name)))
  const project: Project = {
    path,
    name: textAt(parsed, 'project', 'name') ?? textAt(poetry, 'name'),
    version: textAt(parsed, 'project', 'version') ?? textAt(poetry, 'version'),
    build_backend: textAt(parsed, 'build-system', 'build-backend'),
    requires_python: standard ?? poetryPython,
    dependencies: sorted([...lists.dependencies, ...poetryTable(at(poetry, 'dependencies'))]),
    groups: Object.fromEntries([...groups].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
  return {
    project,
    managers: (['uv', 'poetry', 'pdm', 'hatch'] as const).filter((name) => table(at(parsed, 'tool', name)) !== undefined),
    pythonFrom:
      standard === null ? (poetryPython === null ? undefined : ['tool.poetry.dependencies', 'python']) : ['project', 'requires-python'],
    pytest: table(at(parsed, 'tool', 'pytest')) !== undefined,
    invalid: lists.invalid,
  }
}

/** Those of the standards, as texts of PEP 508. */
function requirementLists(parsed: unknown) {
  let invalid = 0
  const read = (list: readonly unknown[]): Requirement[] => {
    const found: Requirement[] = []
    for (const entry of list) {
      if (table(entry)) continue // another group, included
      const one = typeof entry === 'string' ? parseRequirement(entry) : undefined
      if (one) found.push(one)
      else invalid++
    }
    return sorted(found)
  }
  const dependencies = read(listAt(parsed, 'project', 'dependencies'))
  const tables = [
    at(parsed, 'project', 'optional-dependencies'),
    at(parsed, 'dependency-groups'),
    at(parsed, 'tool', 'pdm', 'dev-dependencies'),
  ]
  const named = tables.flatMap((each) => Object.entries(table(each) ?? {}))
  const groups = named.map(([name, list]) => [name, read(Array.isArray(list) ? list : [])] as const)
  const uv = listAt(parsed, 'tool', 'uv', 'dev-dependencies')
  return {
    dependencies,
    groups: uv.length > 0 ? [...groups, ['dev', read(uv)] as const] : groups,
    get invalid() {
      return invalid
    },
  }
}

function poetryGroups(poetry: unknown): [string, Requirement[]][] {
  const groups = Object.entries(table(at(poetry, 'group')) ?? {}).map(
    ([name, group]) => [name, sorted(poetryTable(at(group, 'dependencies')))] as [string, Requirement[]],
  )
  const old = poetryTable(at(poetry, 'dev-dependencies'))
  return old.length > 0 ? [...groups, ['dev', sorted(old)]] : groups
}

/** `name = "^1.2"` or `name = { version = "^1.2", … }`; python itself is no dependency. */
function poetryTable(value: unknown): Requirement[] {
  return Object.entries(table(value) ?? {}).flatMap(([name, wanted]) => {
    if (name === 'python') return []
    const version = typeof wanted === 'string' ? wanted : textAt(wanted, 'version')
    return [{ name: normalName(name), specifier: version === '*' ? null : version }]
  })
}

function sorted(list: readonly Requirement[]): Requirement[] {
  const key = ({ name, specifier }: Requirement) => `${name}\0${specifier ?? ''}`
  return [...list].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}
