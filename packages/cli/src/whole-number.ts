import { UsageError } from './errors.ts'

/** The value of an option. Throws `UsageError` when it is no whole number above 0. */
export function wholeNumber(flag: string, text: string): number {
  const number = Number(text)
  if (/^[0-9]{1,15}$/.test(text) && number > 0) return number
  throw new UsageError(`${flag}: expected a whole number above 0, found ${JSON.stringify(text)}`)
}
