const A_YEAR = 366 * 24 * 60 * 60 * 1000

/** Does the work with another working directory, time zone and year, and puts them back. */
export async function elsewhere<T>(work: () => Promise<T>, directory = '/codegenie-elsewhere'): Promise<T> {
  const { cwd, env } = process
  const now = Date
  const zone = env['TZ']
  process.cwd = () => directory
  env['TZ'] = zone === 'Pacific/Chatham' ? 'America/St_Johns' : 'Pacific/Chatham'
  globalThis.Date = new Proxy(now, {
    construct: (target, args, called) => Reflect.construct(target, args.length === 0 ? [now.now() + A_YEAR] : args, called),
    apply: () => new now(now.now() + A_YEAR).toString(),
    get: (target, name) => (name === 'now' ? () => now.now() + A_YEAR : Reflect.get(target, name)),
  })
  try {
    return await work()
  } finally {
    globalThis.Date = now
    if (zone === undefined) delete env['TZ']
    else env['TZ'] = zone
    process.cwd = cwd
  }
}
