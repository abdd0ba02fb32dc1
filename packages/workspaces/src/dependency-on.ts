const FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies'] as const

/** The part of a package.json that says what it installs for itself; a peer dependency is one of somebody else. */
type Depending = { readonly [Field in (typeof FIELDS)[number]]: Readonly<Record<string, string>> }

/** Range of a dependency and the key that it stands under. */
export function dependencyOn(manifest: Depending, name: string): { range: string; keys: [string, string] } | undefined {
  const field = FIELDS.find((each) => Object.hasOwn(manifest[each], name))
  return field && { range: manifest[field][name]!, keys: [field, name] }
}
