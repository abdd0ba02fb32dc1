import type { languages } from '@codegenie/catalogs/languages'

type Languages = typeof languages

/**
 * Tells the language of a file by its name: by the whole name, else by the longest extension, else by its beginning. `undefined` for a
 * name that says nothing.
 */
export function fileLanguage({ byExtension, byFilename, byFilenamePrefix }: Languages): (name: string) => string | undefined {
  const names = new Map(Object.entries(byFilename))
  const extensions = new Map(Object.entries(byExtension))
  const prefixes = Object.entries(byFilenamePrefix)
  /** Last parts of the extensions that have several: `php` of `blade.php`. */
  const longer = new Set(
    [...extensions.keys()]
      .filter((extension) => extension.includes('.'))
      .map((extension) => extension.slice(extension.lastIndexOf('.') + 1)),
  )

  const byLastExtension = (extension: string, name: string) => {
    if (longer.has(extension)) {
      const lower = name.toLowerCase()
      for (let dot = lower.indexOf('.'); dot !== -1; dot = lower.indexOf('.', dot + 1)) {
        const language = extensions.get(lower.slice(dot + 1))
        if (language) return language
      }
    }
    return extensions.get(extension)
  }
  return (name) => {
    const known = names.get(name)
    if (known) return known
    const dot = name.lastIndexOf('.')
    const language = dot === -1 ? undefined : byLastExtension(name.slice(dot + 1).toLowerCase(), name)
    return language ?? prefixes.find(([prefix]) => name.startsWith(prefix))?.[1]
  }
}
