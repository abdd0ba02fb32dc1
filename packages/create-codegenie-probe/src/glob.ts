/** Globs of which an example can be made: names, `*`, `**` and a list of alternatives. */
export const SIMPLE_GLOB = /^(?!\.\.?\/|.*\/\.\.?\/)(?:\*\*\/)?(?:[\w.@-]|\*(?!\*)|\{[\w.@,-]+\}|\/(?=.))+$/

/** A path that a simple glob matches. */
export function exampleOf(glob: string): string {
  return glob
    .replace(/^\*\*\//, '')
    .replaceAll(/\{([^,}]*)[^}]*\}/g, '$1')
    .replaceAll('*', 'example')
}
