import type { languages } from '@codegenie/catalogs/languages'
import { roleOf } from '@codegenie/workspaces'
import { languageNames } from './language-names.ts'

/** What the names of a repository's files say of one language. */
export interface LanguageCount {
  readonly name: string
  readonly isProgramming: boolean
  files: number
  /** Those among them that somebody wrote as a part of this repository. */
  sources: number
  /** The first file, and the first source. */
  readonly example: string
  source: string | undefined
}

export interface FileCounts {
  /** Sorted by name. */
  readonly languages: readonly LanguageCount[]
  readonly testFiles: number
  readonly testExample: string | undefined
}

/**
 * Counts files by their names alone, in one pass; `paths` are best sorted, since what a directory says is asked once per run of it. `noise`:
 * names of directories of generated output, where what a compiler made of TypeScript is neither source nor test, though it is tracked.
 */
export function countFiles(paths: readonly string[], catalog: typeof languages, noise: ReadonlySet<string>): FileCounts {
  const names = languageNames(catalog)
  const programming = new Set(catalog.languages.filter(({ kind }) => kind === 'programming').map(({ name }) => name))
  const counts = new Map<string, LanguageCount>()
  let testFiles = 0
  let testExample: string | undefined
  let directory = ''
  let end = -1
  let isOurs = true
  let isTests = false
  let isNoise = false
  let written: ReadonlySet<string> | undefined
  for (const path of paths) {
    const slash = path.lastIndexOf('/')
    if (slash !== end || !path.startsWith(directory)) {
      end = slash
      directory = path.slice(0, Math.max(slash, 0))
      const role = roleOf(directory)
      isOurs = role !== 'fixture' && role !== 'vendored'
      isTests = `/${directory}/`.includes('/__tests__/')
      isNoise = directory.split('/').some((name) => noise.has(name))
    }
    const dot = path.lastIndexOf('.')
    const extension = dot > slash ? names.extension(path.slice(dot + 1)) : undefined
    const isMade = isNoise && COMPILED.test(path) && (written ??= stemsOfTypeScript(paths, noise)).has(stemOf(path))
    if (!isMade && extension?.isScript && (isTests || path.endsWith('.test', dot) || path.endsWith('.spec', dot))) {
      testFiles++
      testExample ??= path
    }
    const language = extension && !extension.isAmbiguous ? extension.language : names.languageOf(path.slice(slash + 1))
    if (!language) continue
    let count = counts.get(language)
    if (!count) {
      count = { name: language, isProgramming: programming.has(language), files: 0, sources: 0, example: path, source: undefined }
      counts.set(language, count)
    }
    count.files++
    if (isOurs && !isMade && isSource(path, slash + 1, dot)) {
      count.sources++
      count.source ??= path
    }
  }
  return { languages: [...counts.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), testFiles, testExample }
}

const COMPILED = /\.[cm]?jsx?$/
const TYPESCRIPT = /(?<!\.d)\.[cm]?tsx?$/

/** Names, without their last extension, of what is written in TypeScript outside of directories of output. */
function stemsOfTypeScript(paths: readonly string[], noise: ReadonlySet<string>): ReadonlySet<string> {
  const sources = paths.filter((path) => TYPESCRIPT.test(path) && !path.split('/').some((name) => noise.has(name)))
  return new Set(sources.map(stemOf))
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1, path.lastIndexOf('.'))
}

/**
 * Not so: the configuration of a tool, declarations of what is written elsewhere, what a minifier has made. The name begins at `start`,
 * `dot` is the last one of the path.
 */
function isSource(path: string, start: number, dot: number): boolean {
  if (path.startsWith('.', start)) return false
  return path.lastIndexOf('.', dot - 1) < start || !BESIDE.test(path.slice(start, dot + 1))
}

const BESIDE = /\.(?:conf|config|d|min)\./

export interface Ranking {
  readonly primary: LanguageCount | undefined
  /** Sorted by name. */
  readonly secondary: readonly LanguageCount[]
}

/**
 * The programming language with the most sources, and the others that at least one source in fifty is written in. Where nothing is
 * source (all of it fixtures, say), every file counts. Ties: more files, then the name that sorts first.
 */
export function rank(languages: readonly LanguageCount[]): Ranking {
  const programming = languages.filter(({ isProgramming }) => isProgramming)
  const hasSources = programming.some(({ sources }) => sources > 0)
  const weight = ({ sources, files }: LanguageCount) => (hasSources ? sources : files)
  const total = programming.reduce((sum, language) => sum + weight(language), 0)
  const [primary] = programming.toSorted((a, b) => weight(b) - weight(a) || b.files - a.files)
  const secondary = programming.filter((language) => language !== primary && weight(language) * 50 >= total)
  return { primary, secondary }
}
