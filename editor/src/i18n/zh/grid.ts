export const grid = {
  grid: {
    cell: '{{row}}的{{column}}：{{text}}',
    empty: '空',
    keys: '直接输入即替换，F2 修改，方向键移动，先按 Esc 再按 Tab 离开表格',
    undo: '撤销',
    redo: '重做',
    fillDown: '向下填充',
    fillSeries: '填充序列',
  },
}
