import type { LockedPackage } from '@codegenie/lockfiles'

const OS = 'aix|android|darwin|freebsd|linux|linuxmusl|netbsd|openbsd|openharmony|sunos|win32|windows'
const CPU = 'arm|arm64|armv6|armv7|ia32|x64|x86_64|32|64|loong64|mips64el|ppc64|ppc64le|riscv64|s390x'
/** `@esbuild/linux-x64`, `lightningcss-linux-arm-gnueabihf`, `turbo-linux-64`. */
const NAME = new RegExp(`(?:^|[-/])(${OS})-(${CPU})(?:-(gnu|musl|gnueabihf|musleabihf|eabi|msvc))?$`)

/** Does a package hold binaries for one platform? A constraint of the operating system alone does not say so (`fsevents` is one). */
export function isPlatformPackage({ name, cpu, os }: LockedPackage): boolean {
  const cpus = known(cpu)
  return cpus.length > 0
    ? cpus.some((each) => !each.startsWith('!') && !each.startsWith('wasm'))
    : (os.length === 0 || cpu.length > 0) && NAME.test(name)
}

/** bun writes `none` for what it does not know. */
function known(constraints: readonly string[]): readonly string[] {
  return constraints.filter((each) => each !== 'none')
}

/** `linux-x64-musl`: of a package for platforms; the name tells what the lockfile does not record. */
export function platformsOf(locked: LockedPackage): string[] {
  if (!isPlatformPackage(locked)) return []
  const [, namedOs = '', namedCpu = '', namedAbi = ''] = NAME.exec(locked.name) ?? []
  const oses =
    known(locked.os).length > 0
      ? known(locked.os)
      : [namedOs === 'windows' ? 'win32' : namedOs === '' ? 'any' : namedOs.replace('musl', '')]
  const cpus = known(locked.cpu).length > 0 ? known(locked.cpu) : [namedCpu === '64' ? 'x64' : namedCpu]
  const libcs = locked.libc.length > 0 ? locked.libc : namedLibc(namedOs, namedAbi)
  const positive = (values: readonly string[]) => values.filter((each) => !each.startsWith('!'))
  return positive(oses).flatMap((os) =>
    positive(cpus).flatMap((cpu) => (os === 'linux' && libcs.length > 0 ? libcs.map((libc) => `${os}-${cpu}-${libc}`) : [`${os}-${cpu}`])),
  )
}

function namedLibc(os: string, abi: string): string[] {
  if (abi.startsWith('musl') || os === 'linuxmusl') return ['musl']
  return abi.startsWith('gnu') ? ['glibc'] : []
}
