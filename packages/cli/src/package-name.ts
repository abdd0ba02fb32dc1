/** Name of an npm package; never a path, a URL or a `node:` module. */
export const PACKAGE_NAME = /^(?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*$/

/** Names that say that a package is a probe. */
export const PROBE_PACKAGE_NAME = /^(?:@codegenie\/probe-|(?:@[a-z0-9~-][a-z0-9._~-]*\/)?codegenie-probe-)[a-z0-9._~-]+$/
