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
