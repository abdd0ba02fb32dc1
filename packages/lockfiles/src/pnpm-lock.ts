/**
 * pnpm-lock.yaml, lockfileVersion 5.x, 6.x and 9.x, with or without the document on pnpm's own environment that pnpm 11 puts in front.
 * https://github.com/pnpm/spec/tree/master/lockfile
 */
import { indexOfKey } from './entries.ts'
import type { Source } from './formats.ts'
import type { Environment, Lockfile } from './lockfile.ts'
import { byBytes } from './order.ts'
import { type Find, importersOf, lockedAs, type Project, scanGroup, scanImporters } from './pnpm-importers.ts'
import { type PackageSection, scanPackages } from './pnpm-packages.ts'
import { type Settings, scanSettings } from './pnpm-settings.ts'
import { markOptional, type Snapshots, scanSnapshots } from './pnpm-snapshots.ts'
import { type Notes, notesFor, Problem } from './problem.ts'
import { newLine, readLine, scalar, skipNested, unusual } from './yaml-line.ts'

interface Document extends Settings {
  readonly version: string
  readonly major: number
  readonly projects: ReadonlyMap<string, Project>
  readonly section: PackageSection
  readonly snapshots: Snapshots | undefined
}

const START = '---\n'
const SEPARATOR = '\n---\n'
const NO_PACKAGES: PackageSection = { keys: [], items: [], last: '', end: 0 }
const SECTIONS = new Set(['importers', 'packages', 'snapshots'])
const SETTINGS = new Set(['catalogs', 'overrides', 'patchedDependencies'])

export function readPnpmLock({ text, format, folderDepth }: Source): Lockfile {
  const notes = notesFor(text)
  // Without a marker in front there is one document; another one behind it would be an odd line of it.
  const from = text.startsWith(START) ? START.length : 0
  const split = from === 0 ? -1 : text.indexOf(SEPARATOR, from)
  const first = readDocument(split === -1 ? text : text.slice(0, split + 1), from, notes)
  // With a marker in front and no second document, the project itself is not locked yet.
  const environment = split !== -1 || isEnvironment(first) ? first : null
  const main = split !== -1 ? readDocument(text, split + SEPARATOR.length, notes) : environment ? unlocked(first) : first
  const find = finder(main.section)
  const resolved = importersOf(main.projects, find, main.major, folderDepth, () => notes.add('path_outside_repo', 0))
  expectWhole(text, main)
  return {
    format,
    version: main.version,
    packages: main.section.items,
    ...resolved,
    overrides: main.overrides,
    catalogs: main.catalogs,
    patched: main.patched,
    environment: environment && environmentOf(environment),
    warnings: notes.list(),
  }
}

/** Everything that may stand at the top of a document, whatever its order. */
function readDocument(text: string, start: number, notes: Notes): Document {
  const { version, major } = versionOf(text, start)
  const line = newLine()
  const settings: Settings = { catalogs: [], overrides: [], patched: [] }
  const projects = new Map<string, Project>()
  const root: Project = new Map()
  let section: PackageSection | undefined
  let snapshots: Snapshots | undefined
  let snapshotsAt = -1
  let at = start
  while (readLine(text, at, line)) {
    if (line.indent > 0) throw unusual(text, line.at)
    at = line.next
    const hasBlock = line.from === line.to
    if (!hasBlock && SECTIONS.has(line.key) && !/^(?:\{\}|''|~|null)$/.test(text.slice(line.from, Math.min(line.to, line.from + 5))))
      throw unusual(text, line.at)
    if (line.key === 'packages' && hasBlock) {
      section = scanPackages(text, at, major, notes)
      at = section.end
    } else if (line.key === 'snapshots' && hasBlock) {
      snapshotsAt = at
      if (section) snapshots = scanSnapshots(text, at, section)
      at = snapshots?.end ?? skipNested(text, at, 0)
    } else if (line.key === 'importers' && hasBlock) at = scanImporters(text, at, projects, notes)
    else if (SETTINGS.has(line.key) && hasBlock) at = scanSettings(text, line, settings)
    else at = scanGroup(text, line, root)
  }
  section ??= NO_PACKAGES
  if (snapshotsAt !== -1) snapshots ??= scanSnapshots(text, snapshotsAt, section)
  if (snapshots) markOptional(section, snapshots)
  if (projects.size === 0) projects.set('.', root)
  return { ...settings, version, major, projects, section, snapshots }
}

const VERSION = /^\d{1,3}(?:\.\d{1,3})?(?:-inlineSpecifiers)?$/

function versionOf(text: string, start: number): { version: string; major: number } {
  const line = newLine()
  const at = text.startsWith('lockfileVersion:', start) ? start : text.indexOf('\nlockfileVersion:', start - 1) + 1
  const found = (at > 0 || start === 0) && readLine(text, at, line) && line.key === 'lockfileVersion' && line.from < line.to
  const version = found ? scalar(text, line.from, line.to) : ''
  const major = VERSION.test(version) ? Number.parseInt(version, 10) : 0
  if (major !== 5 && major !== 6 && major !== 9)
    throw new Problem('unknown_version', 'expected lockfileVersion 5, 6 or 9, found another or none', found ? at : start)
  return { version, major }
}

function isEnvironment({ projects }: Document): boolean {
  return [...projects.values()].some((project) => project.has('configDependencies') || project.has('packageManagerDependencies'))
}

function unlocked({ version, major }: Document): Document {
  return { version, major, projects: new Map(), section: NO_PACKAGES, snapshots: undefined, catalogs: [], overrides: [], patched: [] }
}

function finder({ keys, items }: PackageSection): Find {
  return (key) => items[indexOfKey(keys, key)]
}

function environmentOf(document: Document): Environment {
  const find = finder(document.section)
  const root = document.projects.get('.')
  const read = (group: string) =>
    [...(root?.get(group) ?? [])]
      .map(([name, { specifier, version }]) => ({
        name,
        specifier,
        resolved: version === null ? null : lockedAs(name, version, find, document.major).resolved,
      }))
      .sort((a, b) => byBytes(a.name, b.name))
  return {
    config_dependencies: read('configDependencies'),
    package_manager: read('packageManagerDependencies'),
    packages: document.section.items,
  }
}

/**
 * A file that was cut between two lines is still YAML; but each package has a snapshot in version 9, in the same order, and what importers
 * were resolved to is among the packages.
 */
function expectWhole(text: string, { major, section, snapshots, projects }: Document): void {
  const last = indexOfKey(section.keys, section.last)
  const isWhole =
    last === -1 ? ![...projects.values()].some(needsPackages) : major !== 9 || (snapshots !== undefined && snapshots.seen[last] !== 0)
  if (!isWhole) throw new Problem('truncated', 'expected the rest of the packages, found the end of the file', text.length)
}

function needsPackages(project: Project): boolean {
  return [...project].some(
    ([group, wanted]) =>
      group !== 'specifiers' && [...wanted.values()].some(({ version }) => version !== null && !version.startsWith('link:')),
  )
}
