/** Arabic: the games. */

import type { BootStage } from "../../../shared/protocol";
import type { GameStrings } from "../en/game";
import { grammarOf, oneDecimal } from "../grammar";

const { and, count, number, or } = grammarOf<Intl.LDMLPluralRule>("ar");

const stages: Record<BootStage, string> = {
  interpreter: "تشغيل Python",
  packages: "تحميل المكتبات",
  environment: "إعداد اللعبة",
  policies: "تحميل اللاعبين الآخرين",
};

export const game: GameStrings = {
  remap: {
    open: "اختيار مفاتيح أخرى",
    title: "مفاتيحك",
    how: "يُرجى الضغط على زر، ثم على المفتاح المطلوب بدلًا منه. المفتاح الذي له وظيفة أخرى يتبادل المكان معه.",
    press: "يُرجى الضغط على مفتاح…",
    change: "تغيير هذا المفتاح",
    reserved: "لا يمكن استخدام هذا المفتاح هنا. يُرجى اختيار مفتاح آخر.",
    reset: "استخدام المفاتيح المعتادة",
    done: "تم",
  },
  title: "لعبة",
  practising: "هذا للتدريب ولا يُحتسب.",
  restarted:
    "أُعيد تحميل الصفحة أثناء جولة، ولذلك تبدأ هذه الجولة من جديد وليس كما كانت. ما أتممته قبلها محتسب. يُرجى عدم إعادة تحميل الصفحة أثناء الجولة: في المرة القادمة تنتهي اللعبة.",
  wereHere: "لقد كنت هنا. تستمر اللعبة من هذه النقطة.",
  interruptedTitle: "تنتهي هذه اللعبة هنا",
  interrupted:
    "أُعيد تحميل الصفحة أثناء جولة، ولذلك لا يمكن للعبة أن تستمر. لن تخسر شيئًا بذلك: ما أنجزته محفوظ، والدراسة مستمرة.",
  canvas: (keyNames: readonly string[], devices: readonly string[]) => {
    const keys = keyNames.length > 0 ? [`المفاتيح ${keyNames.join("، ")}`] : [];
    const means = [...keys, ...devices];
    return means.length > 0 ? `لعبة، يُلعب بها باستخدام ${and(means)}` : "لعبة للمشاهدة";
  },
  joystick: "عصا التحكم",
  devices: (names: readonly string[], keys: boolean) =>
    `${keys ? "أو باستخدام" : "اللعب باستخدام"} ${or(names)}`,
  keys: "المفاتيح",
  start: "بدء",
  next: (round: number, rounds: number) => `الجولة التالية: ${number(round)} من ${number(rounds)}`,
  round: "الجولة",
  roundOf: (round: number, rounds: number) => `${number(round)} من ${number(rounds)}`,
  steps: "الخطوات",
  messages: "رسائل اللعبة",
  leftOf: (left: string, most: string) => `${left} من ${most}`,
  score: "النقاط",
  readyFirst: "اللعبة جاهزة.",
  readyNext: (round: number) => `انتهت الجولة ${number(round)}.`,
  scored: (score: string) => `النقاط: ${score}`,
  finished: "كانت هذه الجولة الأخيرة.",
  preparing: "إعداد اللعبة…",
  beginsIn: (seconds: number) =>
    count(seconds, {
      zero: "تبدأ اللعبة الآن.",
      one: "تبدأ اللعبة بعد ثانية واحدة.",
      two: "تبدأ اللعبة بعد ثانيتين.",
      few: "تبدأ اللعبة بعد # ثوانٍ.",
      many: "تبدأ اللعبة بعد # ثانية.",
      other: "تبدأ اللعبة بعد # ثانية.",
    }),
  paused: {
    hidden: "اللعبة تنتظر، لأنك غادرت هذه الصفحة.",
    participant: "اللعبة متوقفة مؤقتًا.",
    idle: "هل ما زلت هنا؟ اللعبة في انتظارك.",
    probe: "اللعبة في انتظارك.",
  },
  pause: "إيقاف مؤقت",
  reset: "إنهاء هذه الجولة",
  stop: "إنهاء اللعبة",
  slower: "أبطأ",
  faster: "أسرع",
  rate: (fps: number) => `${oneDecimal(fps, "ar")} في الثانية`,
  rateBox: "الخطوات في الثانية",
  widgets: {
    title: "بجانب اللعبة",
    judgements: { good: "جيد", bad: "سيئ" },
    yes: "نعم",
    no: "لا",
    send: "إرسال",
    pressed: (label: string) => `${label}: تم التسجيل.`,
    set: (label: string, value: string) => `${label}: ${value}.`,
    sent: (label: string) => `${label}: تم الإرسال.`,
    cell: (row: number, column: number) => `الصف ${number(row)}، العمود ${number(column)}`,
    marked: (top: number, left: number, bottom: number, right: number) =>
      `المحدد: الصفوف من ${number(top)} إلى ${number(bottom)}، والأعمدة من ${number(left)} إلى ${number(right)}.`,
    gridHint:
      "يمكنك السحب فوق الخلايا، أو الانتقال إلى خلية بمفاتيح الأسهم مع الضغط على Shift لتحديد المزيد، ثم الضغط على Enter.",
  },
  wayOn: {
    skip: "يمكنك متابعة الجزء التالي من الدراسة.",
    end: "لا يمكن للدراسة أن تستمر من هنا، وتنتهي الآن.",
  },
  hung: "اضطرت اللعبة إلى التوقف لأنها لم تعد تتقدم من تلقاء نفسها. ما أنجزته حتى الآن محفوظ.",
  boot: "تجهيز اللعبة",
  stage: (stage: BootStage) => `${stages[stage]}…`,
  failed: "عذرًا، حدث خطأ ما.",
  workerLost:
    "تعذّر بدء اللعبة لأن أحد ملفاتها لم يُحمَّل. يُرجى التحقق من الاتصال بالإنترنت ثم المحاولة مرة أخرى.",
};
