// The bundled probes as they are built, for scripts of the repository.
import ci from '../packages/probe-ci/dist/index.js'
import deployment from '../packages/probe-deployment/dist/index.js'
import documentation from '../packages/probe-documentation/dist/index.js'
import languageDetection from '../packages/probe-language-detection/dist/index.js'
import nodeBuildSystem from '../packages/probe-node-build-system/dist/index.js'
import nodeManifest from '../packages/probe-node-manifest/dist/index.js'
import testInventory from '../packages/probe-test-inventory/dist/index.js'

export const bundledProbes = [languageDetection, nodeBuildSystem, nodeManifest, ci, deployment, testInventory, documentation]
