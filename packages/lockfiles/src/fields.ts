/** The members of a JSON object; of anything else none. `__proto__` is a name like any other: JSON.parse makes it an own property. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  return isFields(value) ? value : {}
}

export function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Its members that are strings. */
export function texts(value: unknown): [name: string, text: string][] {
  return Object.entries(fields(value)).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : []))
}
