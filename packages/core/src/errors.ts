/** An operator's mistake or a refusal, said in one line; `code` is stable and public. Bugs are plain errors. */
export class CodegenieError extends Error {
  readonly code: string
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = code
  }
}

/** Wrong usage or configuration: nothing was read or written. */
export class ConfigError extends CodegenieError {
  constructor(message: string, options?: ErrorOptions) {
    super('config', message, options)
  }
}

/** The directory to gather is missing, is not a directory, or cannot be opened. */
export class RootError extends CodegenieError {
  constructor(message: string, options?: ErrorOptions) {
    super('root', message, options)
  }
}

/** The tree holds more files than `maxFiles`: half an answer would be a lie, so there is none. */
export class TooManyFilesError extends CodegenieError {
  constructor(maxFiles: number) {
    super('too_many_files', `more than ${maxFiles} files; ignore generated ones, or raise --max-files`)
  }
}

/** A path that the output needs is a link or not a directory: writing there could change something else. */
export class UnsafeOutputError extends CodegenieError {
  constructor(message: string, options?: ErrorOptions) {
    super('unsafe_output', message, options)
  }
}

/** The artifact or the cache could not be written; what was there before is untouched. */
export class WriteError extends CodegenieError {
  constructor(message: string, options?: ErrorOptions) {
    super('write', message, options)
  }
}

/** A probe asked for something that its `inputs` do not declare. */
export class UndeclaredInputError extends CodegenieError {
  constructor(probe: string, what: string) {
    super('undeclared_input', `probe ${probe} asked for ${what}, which its inputs do not declare; add it to inputs.reads or inputs.lists`)
  }
}

/** `cacheOnly` was asked for and a probe has no entry. */
export class CacheMissError extends CodegenieError {
  constructor(probe: string) {
    super('cache_miss', `probe ${probe} has no cache entry for these inputs, and --cache-only forbids running it`)
  }
}
