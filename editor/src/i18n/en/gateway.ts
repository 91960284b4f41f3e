/** The gateway: health, logs, plugins, backups, the tray of dead letters, and tests of flows. */
export const gateway = {
  health: {
    attention: 'Needs attention', ok: 'Nothing needs attention', notRunning_one: '{{count}} flow does not run', notRunning_other: '{{count}} flows do not run',
    flows: 'Flows that run', revision: 'Revision {{revision}}', trayFull: 'The tray is full', parked_one: '{{count}} message waits for room', parked_other: '{{count, number}} messages wait for room',
    memory: 'Memory', of: 'of {{limit}}', disk: 'Free on the disk', diskUsed: 'Used of the disk', fullIn: 'Full in {{time}} at this rate',
    clock: 'Clock', unknown: 'Unknown', unsynchronised: 'not synchronised',
    journal: 'Journal', noJournal: 'Without a data folder nothing is kept', lost_one: '{{count}} record lost', lost_other: '{{count, number}} records lost',
    damaged_one: '{{count}} damaged file set aside', damaged_other: '{{count}} damaged files set aside', commits: '{{number}} commits since the start',
    version: 'Version', toLogs: 'To the logs', messages: 'Messages, last 5 minutes', received: 'Received', sent: 'Sent', perSecond: '{{rate}} /s', waiting: 'Waiting on wires',
  },
  logs: {
    none: 'No line matches. Take a filter away, or have more written with a lower level.', from: '{{level}} and above', leastLevel: 'Level', flow: 'Flow', node: 'Node', text: 'Text in the line', trace: 'Stack trace',
    level: { debug: 'Debug', info: 'Info', warning: 'Warning', error: 'Error', critical: 'Critical' },
    default: 'Logged: {{level}} and above', all: 'all lines', until: 'until', back: 'Reset', backOf: 'Reset the level of {{target}}', set: 'Set a level…',
    target: 'Target', targetHelp: 'A flow, flow/node, logger:name, or * for all lines.', lasts: 'For how long', for: { '15m': '15 minutes', '1h': 'An hour', '8h': '8 hours' }, forEver: 'Until it is reset',
  },
  plugins: {
    explain: 'Installed on the machine with pip. New ones take effect after a restart.', none: 'No plugin', name: 'Plugin', version: 'Version', licence: 'Licence', noLicence: 'not stated', types: 'Provides', connection: 'Type of a connection',
  },
  backup: {
    explain: 'A backup is one file with everything: project, data, people and secrets, sealed by the recovery passphrase.',
    now: 'Back up now', begun: 'The backup has begun', download: 'Make and download', download1: 'Download', get: 'Download {{name}}', running: 'A backup is being made', failed: 'The last attempt failed: {{reason}}',
    last: 'Last good backup', never: 'None yet', damaged: 'Damaged', leftOut: 'Left out', due: 'Next', noSchedule: 'No schedule',
    files: 'Files in the folder', noFiles: 'No backup in the folder yet', made: 'Made', file: 'File', size: 'Size',
    recovery: 'Recovery passphrase', noRecovery: 'Not set up: without it no backup can be made', since: 'since', setPassphrase: 'Set up', newPassphrase: 'Make a new one…', needsUsers: 'An administrator does this.',
    passphraseExplain: 'A passphrase is made and shown once. It is kept nowhere on the machine: without it nobody can restore a backup.', replaces: 'It holds for backups from now on. Earlier files keep the passphrase that they were made with.',
    keepSheet: 'Print it or write it down, and put it in the safe, not beside the gateway.', print: 'Print',
    schedule: 'Schedule', kind: { off: 'Off', daily: 'Every day', every: 'At intervals', cron: 'Cron' }, at: 'At', every: 'Every', cron: 'Cron', to: 'Into the folder', keep: 'Keep the newest',
    restore: 'Restoring', restoreHow: 'A backup is restored on the machine itself, while nothing runs there, by whoever has the file and the passphrase:',
  },
  letters: {
    tab: 'Dead letters', explain: 'Messages that no node could handle and nobody caught. Nothing is lost: find out why, fix it, and send them again.',
    none: 'No dead letters', noneHint: 'What a flow cannot handle waits here until somebody sees to it.', subflow: 'Dead letters stand with the flows that use this subflow.',
    older_one: 'And {{count}} that came later', older_other: 'And {{count, number}} that came later',
    side: 'What is shown', sides: { waiting: 'Waiting', handled: 'Handled' }, chosen_one: '{{count}} chosen', chosen_other: '{{count}} chosen', retry: 'Send again', mayNot: 'To handle them you need the right to operate.',
    choose: 'Choose the letter of {{node}}, {{time}}', open: 'Message of {{node}}', retrying: 'On its way', owner: 'Owner', kind: 'Error', port: 'Input', retried: 'Sent again so far', more: 'Similar ones left out',
    notWhole: 'Parts of the message could not be kept', retryOne: 'Send this one again', take: 'Assign to me', giveBack: 'Unassign', deleteOne: 'Delete…', yours: 'Assigned to you', given: 'Assigned to nobody',
    deleteTitle_one: 'Delete {{count}} dead letter?', deleteTitle_other: 'Delete {{count}} dead letters?', deleteLost: 'The messages are lost for good. Who did it and why stays in the audit.',
    noneHandled: 'Nothing has been handled yet', did: { retry: 'Sent again', delete: 'Deleted', owner: 'Assigned to {{owner}}' }, what: 'Letter',
    came: { admitted_one: '{{count}} is on its way.', admitted_other: '{{count}} are on their way.', done_one: '{{count}} was handled.', done_other: '{{count}} were handled.', failed_one: '{{count}} failed again.', failed_other: '{{count}} failed again.', refused_one: '{{count}} was refused:', refused_other: '{{count}} were refused:', left_one: '{{count}} waits, the queue is full.', left_other: '{{count}} wait, the queue is full.' },
  },
  flowTests: {
    tab: 'Tests', none: 'No tests of this flow', noneHint: 'Put test files into the folder tests of the project; they run on a virtual clock and touch no device.', all: 'Run all', one: 'Run {{file}}', mayNot: 'To run them you need the right to edit.',
    passed_one: '{{count}} passed', passed_other: 'All {{count}} passed', failed: '{{failed}} of {{count}} failed', pass: 'Passed', fail: 'Failed', notRun: 'Not run',
  },
}
