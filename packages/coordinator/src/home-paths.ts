/** Accounts of images and build machines, and names that are nobody's: paths below them are facts. */
const NOBODY = new Set(
  'node app runner user username appuser nonroot circleci vsts vscode jenkins travis gitpod coder linuxbrew bun deno pptruser pwuser Shared Public Default runneradmin ContainerAdministrator ContainerUser'.split(
    ' ',
  ),
)

const WINDOWS =
  /(?<![A-Za-z0-9])(?:[A-Za-z]:|(?:\/mnt)?\/[a-z](?=\/))(?:\\{1,4}|\/)Users(?:\\{1,4}|\/)(?!\.)([^\s/\\:"'`<>|;,&()*?$%{}[\]=#!@]{1,255})/gi

/** Not in the middle of a path: `src/home/index.ts`, `@/home/x` and `https://example.com/home/x` are no home directories. */
const UNIX = /(?:(?<![\w.~/@$})%*-])|(?<=file:\/\/)|(?<=\s-[A-Z]))\/(?:home|Users)\/(?!\.)([^\s/\\:"'`<>|;,&()*?$%{}[\]=#!@]{1,255})/g

/** `/home/alice`, `/Users/alice` and `C:\Users\alice` become `~`: the same on every machine, and nobody's name. */
export function maskHomePaths(text: string): string {
  const mask = (path: string, name: string) => (NOBODY.has(name) ? path : '~')
  return text.replace(WINDOWS, mask).replace(UNIX, mask)
}
