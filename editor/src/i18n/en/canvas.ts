export const canvas = { canvas: { label: 'Canvas', edit: { move: 'Move' } } }
