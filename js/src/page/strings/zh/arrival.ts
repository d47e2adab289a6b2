/** Chinese: from the load of the page to the first step, and what may be in its way. */

import type { Capability } from "../../host";
import type { ArrivalStrings } from "../en/arrival";
import { grammarOf } from "../grammar";

const { and, count, number } = grammarOf<"other">("zh-Hans");

const capabilities: Record<Capability, string> = {
  wasm: "WebAssembly",
  worker: "Web Worker",
  canvas: "离屏画布",
  database: "数据库（IndexedDB）",
  locks: "Web Locks",
  crypto: "网页加密功能",
  compression: "压缩流",
};

export const arrival: ArrivalStrings = {
  languageTitle: "您希望使用哪种语言阅读？",
  continue: "继续",
  retry: "重试",
  details: "供研究人员参考的详细信息",
  course: "研究进度",

  insecure:
    "此页面是通过不受保护的连接（http）打开的，浏览器在这种情况下会禁止本研究所需的功能。请改用以 https:// 开头的地址打开，或告知让您来到这里的人员。",
  missing: (lacking: readonly Capability[]) =>
    `此浏览器无法运行本研究，因为它缺少${and(lacking.map((each) => capabilities[each]))}。请使用最新版本的 Chrome、Edge、Firefox 或 Safari 打开此页面。`,
  unreachable: "无法连接到本研究。请检查您的网络连接，然后重试。",
  busy: "本研究已在此浏览器的另一个标签页或窗口中打开。请在那里继续，或将其关闭后在这里重试。",
  closed: "本研究已结束，不再接受新的参与者。感谢您的关注。",
  broken:
    "出现了问题，研究无法自行继续。您到目前为止所做的内容已保留；重试后，您将回到刚才的位置。",
  brokenTitle: "抱歉，出错了",
  hostTitle: "本研究无法在此运行",
  busyTitle: "已在别处打开",
  closedTitle: "本研究已结束",
  finishedTitle: "您已完成本研究",
  finished: "您的最后一页已不再保存在此处。如果您仍需要代码，请联系让您来到这里的人员。",

  admission: {
    idTitle: "此链接不完整",
    id: "此页面的地址没有说明您是谁，或者格式不符合本研究的要求。请使用您收到的链接打开本研究，保持其完整且不作更改，或询问让您来到这里的人员。",
    soonTitle: "研究暂时无法开始",
    soon: "收集回答的地方目前不接受回答，或者接受的时间不足以完成本研究。没有记录任何内容。请稍后再试，或告知让您来到这里的人员。",
    silent:
      "无法连接到收集回答的地方，因此没有记录任何内容。请检查您的网络连接，以及此设备上是否有程序拦截了页面的部分内容（广告拦截器、VPN、单位的防火墙）。然后重试。",
    tryingTitle: "请稍候",
    trying: "正在检查您的回答能否被保存。",
  },

  login: {
    note: "请按照您收到的原样输入。区分大小写。",
    empty: "请输入您的编号。",
    form: "这看起来不是本研究的编号。请检查是否输入有误。",
    unknown: "此编号不在本研究的名单上。请检查是否输入有误，或询问让您来到这里的人员。",
    excluded: "此编号不能参加，可能已被使用过。请检查是否输入有误，或询问让您来到这里的人员。",
  },

  unsupported: {
    title: "此设备无法满足本研究的要求",
    text: "本研究需要此设备目前不具备的条件：",
    nothing: "没有保存或发送任何关于您或此设备的信息。您也可以在另一台设备上打开本研究。",
    fps: (there: number, needed: number) =>
      `它每秒大约绘制 ${number(Math.floor(there))} 帧画面，而游戏需要 ${number(Math.ceil(needed))} 帧。关闭其他程序和标签页会有帮助，接上充电器也会有帮助。`,
    memory: (needed: number) => `它的内存少于 ${number(needed)} GB。`,
    storage: (needed: number) =>
      `此浏览器可用于保存您回答的空间少于 ${number(needed)} MB。使用非隐私窗口，或释放一些磁盘空间，会有帮助。`,
    width: (there: number, needed: number) =>
      `窗口宽度为 ${number(there)} 像素，而本研究需要 ${number(needed)} 像素。如果屏幕更大，请加宽窗口，或旋转设备。`,
    height: (there: number, needed: number) =>
      `窗口高度为 ${number(there)} 像素，而本研究需要 ${number(needed)} 像素。如果屏幕更大，请加高窗口，或旋转设备。`,
    mouse: "它没有鼠标或触摸板。",
    touch: "它没有触摸屏。",
  },

  quota: {
    waitingTitle: "请稍候",
    waiting: "正在为您寻找名额。此页面会自动继续，请保持打开。",
    awayTitle: "研究暂时无法继续",
    away: "目前没有为您找到名额。您到目前为止所做的内容已保留。请过几分钟后在此浏览器中重试。",
  },

  place: {
    previewTitle: "这是预览",
    preview: "请先接受此任务（HIT），然后研究才会开始。到目前为止没有记录任何内容。",
    framedTitle: "本研究需要单独的标签页",
    framed:
      "在此页面内，您的浏览器不允许本研究保存任何内容，因此您的回答不安全。请在单独的标签页中打开。这是同一项研究，它知道您从哪里来。",
    ownTab: "在新标签页中打开本研究",
    copyAddress: "如果没有反应，或者您在那里又看到这段文字，请将此地址复制到新标签页中：",
  },

  newerTitle: "研究已更改",
  newer: "自您开始以来，本研究已被更改，您开始时的版本已不存在。因此研究将从头开始。",

  shared: {
    sameTitle: "还是您本人吗？",
    same: "有人正在此处进行研究。如果是您，请继续。如果您刚刚坐下，请作为新的参与者开始。",
    goOn: "从我刚才的位置继续",
    anew: "我是新的参与者",
    earlier: (sessions: number) =>
      count(sessions, { other: "工作人员请注意：此电脑仍在发送之前的 # 次会话。" }),
    next: "下一位参与者",
    unsent:
      "下一位已经可以开始。尚未发送的内容保留在此电脑上，不会显示给任何人，并在本研究于此打开时发送。",
    wiped: "此电脑不保留其中任何内容。",
    soon: (minutes: number) => count(minutes, { other: "# 分钟后页面会自动回到开头。" }),
  },
};
