const NODE_IMAGE = /(?:^|\/)node(?:js)?(?::([^@\s]+))?(?:@\S+)?$/
const VERSION = /^v?(\d+(?:\.(?:\d+|x))*)(?:-[\w.-]*)?$/

/** The version of Node.js in an image that is named for it: `node:20-alpine`, `cimg/node:22.5`; `undefined` for any other. */
export function imageVersion(image: string): string | undefined {
  const tag = NODE_IMAGE.exec(image.trim())?.[1]
  if (tag === undefined) return undefined
  return VERSION.exec(tag)?.[1] ?? /^(?:lts|current|latest)\b/.exec(tag)?.[0]
}
