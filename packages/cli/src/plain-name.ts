import { sanitize } from '@codegenie/coordinator'

/** May a name be written down? Not one that holds a secret, or what a terminal that shows the file would obey. */
export function isPlain(name: string): boolean {
  return !CONTROL.test(name) && sanitize(name) === name
}

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/
