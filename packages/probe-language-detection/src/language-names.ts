import type { languages } from '@codegenie/catalogs/languages'

type Languages = typeof languages

/** What an extension says of the files that have it; found once for each extension, so that most files cost one look-up. */
interface Extension {
  readonly language: string | undefined
  /** The whole name has to be looked at: some that end so have a language of their own, or the extension says nothing. */
  readonly isAmbiguous: boolean
  /** That of JavaScript or TypeScript. */
  readonly isScript: boolean
}

const SCRIPTS = new Set(['js', 'jsx', 'ts', 'tsx', 'mjs', 'cjs', 'mts', 'cts'])

interface LanguageNames {
  /** `extension` is what follows the last dot of the name, as it is written. */
  extension(extension: string): Extension
  /**
   * The language of a file: by its whole name, else by its longest extension, else by its beginning. `undefined` for a name that says
   * nothing.
   */
  languageOf(name: string): string | undefined
}

export function languageNames({ byExtension, byFilename, byFilenamePrefix }: Languages): LanguageNames {
  const names = new Map(Object.entries(byFilename))
  const extensions = new Map(Object.entries(byExtension))
  const prefixes = Object.entries(byFilenamePrefix)
  const ambiguous = new Set([...names.keys(), ...[...extensions.keys()].filter((extension) => extension.includes('.'))].map(lastExtension))
  const known = new Map<string, Extension>()

  const byLongestExtension = (name: string) => {
    const lower = name.toLowerCase()
    for (let dot = lower.indexOf('.'); dot !== -1; dot = lower.indexOf('.', dot + 1)) {
      const language = extensions.get(lower.slice(dot + 1))
      if (language) return language
    }
    return undefined
  }
  return {
    extension(extension) {
      let found = known.get(extension)
      if (!found) {
        const lower = extension.toLowerCase()
        const language = extensions.get(lower)
        found = { language, isAmbiguous: !language || ambiguous.has(lower), isScript: SCRIPTS.has(extension) }
        if (known.size < MAX_KNOWN) known.set(extension, found)
      }
      return found
    },
    languageOf: (name) => names.get(name) ?? byLongestExtension(name) ?? prefixes.find(([prefix]) => name.startsWith(prefix))?.[1],
  }
}

const MAX_KNOWN = 10_000

function lastExtension(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase()
}
