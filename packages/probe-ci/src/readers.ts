import { readAzure } from './azure.ts'
import { readBitbucket } from './bitbucket.ts'
import { readBuildkite } from './buildkite.ts'
import { readCircleci } from './circleci.ts'
import { readCirrus } from './cirrus.ts'
import { readCloudBuild } from './cloud-build.ts'
import { readCodeBuild } from './code-build.ts'
import { readDrone, readWoodpecker } from './drone.ts'
import { readGithub } from './github-workflow.ts'
import { readGitlab } from './gitlab.ts'
import { readJenkins } from './jenkins.ts'
import type { Pipeline, Repo } from './model.ts'
import { readAppveyor, readShippable, readTeamcity } from './plain.ts'
import { readSemaphore } from './semaphore.ts'
import { readTravis } from './travis.ts'

/** Reads the files that a system starts from. */
export type Reader = (repo: Repo, paths: readonly string[]) => Promise<Pipeline[]>

/** By the provider's name in the catalog; in this order the pipelines are listed. */
export const READERS: Readonly<Record<string, Reader>> = {
  github_actions: readGithub,
  gitlab_ci: readGitlab,
  circleci: readCircleci,
  azure_pipelines: readAzure,
  jenkins: readJenkins,
  travis: readTravis,
  bitbucket: readBitbucket,
  buildkite: readBuildkite,
  drone: readDrone,
  woodpecker: readWoodpecker,
  google_cloud_build: readCloudBuild,
  aws_codebuild: readCodeBuild,
  appveyor: readAppveyor,
  cirrus: readCirrus,
  semaphore: readSemaphore,
  shippable: readShippable,
  teamcity: readTeamcity,
}
