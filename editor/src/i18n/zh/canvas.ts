export const canvas = { canvas: { label: '画布', edit: { move: '移动' } } }
