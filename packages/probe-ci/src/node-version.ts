import { entriesOf, isMap, itemsOf, type Node, placeOf, textOf } from './node.ts'

const NODE_IMAGE = /(?:^|\/)node(?:js)?(?::([^@\s]+))?(?:@\S+)?$/
/** No reference of an image is longer; a longer text could keep the pattern busy. */
const MAX_IMAGE = 500
const VERSION = /^v?(\d+(?:\.(?:\d+|x))*)(?:-[\w.-]*)?$/

/** The version of Node.js in an image that is named for it: `node:20-alpine`, `cimg/node:22.5`; `undefined` for any other. */
export function imageVersion(image: string): string | undefined {
  if (image.length > MAX_IMAGE) return undefined
  const tag = NODE_IMAGE.exec(image.trim())?.[1]
  if (tag === undefined) return undefined
  return VERSION.exec(tag)?.[1] ?? /^(?:lts|current|latest)\b/.exec(tag)?.[0]
}

/** `registry:5000/name` of `registry:5000/name:tag@sha256:…`. */
export function withoutTag(image: string): string {
  const colon = image.indexOf(':', image.lastIndexOf('/') + 1)
  return colon === -1 ? image : image.slice(0, colon)
}

/** A version of Node.js, or a file that holds one, and where it is written: `path:line`. */
export interface Found {
  readonly value: string
  readonly at: readonly string[]
}

export function valuesOf(found: readonly Found[]): string[] {
  return found.map(({ value }) => value)
}

/**
 * Each version with the lines of the nodes that hold it: those that are it, or an image of it, else those that have it among other words;
 * where none does, the line of the first node, which asks for it.
 */
export function foundIn(versions: Iterable<string>, nodes: readonly Node[]): Found[] {
  const scalars = nodes.flatMap((node) => scalarsIn(node))
  return [...new Set(versions)].map((value) => {
    const is = (text: string) => text.trim() === value || imageVersion(text) === value
    const exact = scalars.filter(({ text }) => is(text))
    const holding = exact.length > 0 ? exact : scalars.filter(({ text }) => holds(text, value))
    const at = holding.length > 0 ? holding.map(({ node }) => node) : nodes.slice(0, 1)
    return { value, at: [...new Set(at.map(placeOf))] }
  })
}

/** Values below a node that are looked at. */
const MAX_SCALARS = 200

function scalarsIn(node: Node, depth = 0): { node: Node; text: string }[] {
  const text = textOf(node)
  if (text !== undefined) return [{ node, text }]
  if (depth > 4) return []
  const children = isMap(node) ? entriesOf(node).map(([, child]) => child) : itemsOf(node)
  return children.slice(0, MAX_SCALARS).flatMap((child) => scalarsIn(child, depth + 1))
}

/** `18` is in `["18", 20]`, not in `118`. */
function holds(text: string, value: string): boolean {
  for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1))
    if (!/[\w.]/.test(text[at - 1] ?? '') && !/[\w.]/.test(text[at + value.length] ?? '')) return true
  return false
}
