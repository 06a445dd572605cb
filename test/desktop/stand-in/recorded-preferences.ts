/** What `getLastWebPreferences` tells, with Electron's defaults. */
export const recordedDefaults = {
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  sandbox: true,
  contextIsolation: true,
  javascript: true,
  webviewTag: false,
  disablePopups: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  enableBlinkFeatures: '',
};
