/** A file of its own: what is loaded from V8's cache has no `import`. */
export function importModule(url: string): Promise<unknown> {
  return import(url)
}
