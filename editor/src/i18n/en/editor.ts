export const editor = {
  editor: {
    palette: 'Palette', inspector: 'Inspector',
    show: { canvas: 'Canvas', table: 'Table', live: 'Live values' }, view: 'View',
    loading: 'Loading…', unsaved: { waiting: 'Draft not saved yet', saving: 'Saving…', failed: 'Draft could not be saved; trying again', conflict: 'Somebody else has saved another draft', saved: 'Draft saved' },
    undo: 'Undo', redo: 'Redo',
    readOnly: 'You may look at this and not change it: that needs the right to edit here.',
    stuck: 'In {{names}} something else was changed at the same place since. It stays as it is there; look whether it still fits.',
    gone: 'This subflow does not exist any more',
  },
  pages: { flows: 'Flows', project: 'Project', history: 'History' },
}
