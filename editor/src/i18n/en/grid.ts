export const grid = {
  grid: {
    cell: '{{column}} of {{row}}: {{text}}',
    empty: 'empty',
    keys: 'Type to replace, F2 to change, arrows to move, Escape and then Tab to leave the table',
    undo: 'Undo',
    redo: 'Redo',
    fillDown: 'Fill down',
    fillSeries: 'Continue the series',
  },
}
