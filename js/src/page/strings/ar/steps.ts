/** Arabic: the steps that are read, answered, seen and heard. */

import type { StepStrings } from "../en/steps";
import { clockOf, grammarOf } from "../grammar";

const { count, day, number } = grammarOf<Intl.LDMLPluralRule>("ar");

export const steps: StepStrings = {
  judging: {
    watch: "يُرجى المشاهدة",
    play: "تشغيل",
    pause: "إيقاف مؤقت",
    replay: "من البداية",
    controls: "تشغيل المقاطع",
    position: "مقدار ما عُرض",
    film: "المقطع",
    clip: (letter: string) => `المقطع ${letter}`,
    pair: (place: number, of: number) => `الزوج ${number(place)} من ${number(of)}`,
    ofClips: (place: number, of: number) =>
      of === 1 ? "" : `المقطع ${number(place)} من ${number(of)}`,
    first: "A أفضل",
    second: "B أفضل",
    tie: "كلاهما جيد بالقدر نفسه",
    cant_tell: "لا يمكنني الحكم",
    wait: "يمكنك الإجابة بعد مشاهدة ما يكفي من المقطعين.",
    ready: "يمكنك الإجابة الآن، أو المشاهدة مرة أخرى.",
    waitAll: "يمكنك المتابعة بعد مشاهدة ما يكفي من كل المقاطع.",
    readyToRank: "يمكنك المتابعة عندما يصبح الترتيب كما تراه.",
    howToRank: "يمكنك سحب المقاطع أو تحريكها بالأسهم. الأفضل يأتي أولًا.",
    up: (label: string) => `تحريك ${label} إلى أعلى`,
    down: (label: string) => `تحريك ${label} إلى أسفل`,
    moved: (label: string, place: number, of: number) =>
      `${label} الآن في المرتبة ${number(place)} من ${number(of)}.`,
    said: (label: string) => `إجابتك: ${label}.`,
  },

  media: {
    toEnd: "يمكنك المتابعة بعد انتهاء التشغيل كاملًا.",
    over: "انتهى التشغيل.",
    failed: "تعذّر تشغيل هذا التسجيل. يمكنك المتابعة من دونه.",
  },

  microphone: {
    why: "يستمع هذا الجزء من الدراسة إلى الميكروفون. سيسأل المتصفح عن السماح بذلك: يُرجى السماح.",
    allow: "السماح بالميكروفون",
    without: "المتابعة من دونه",
    cannot: "لا يمكنني ذلك، أو لا أرغب فيه",
    refused: {
      NotAllowedError:
        "لا يسمح المتصفح للدراسة بالاستماع. يُرجى السماح بالميكروفون بجانب شريط العنوان أو في إعدادات المتصفح، ثم المحاولة مرة أخرى.",
      NotFoundError: "لم يُعثر على ميكروفون. يُرجى توصيل واحد، ثم المحاولة مرة أخرى.",
      NotSupportedError:
        "يستطيع المتصفح سماع صوتك، لكنه لا يستطيع تسجيله. يُرجى المتابعة من دونه أو تجربة متصفح آخر.",
    } as Readonly<Record<string, string>>,
    failed: "تعذّر فتح الميكروفون. ربما يستخدمه برنامج آخر. يُرجى المحاولة مرة أخرى.",
    speak: "يُرجى قول بضع كلمات: من المفترض أن يتحرك الشريط.",
    level: "مستوى الصوت",
    start: "بدء التسجيل",
    again: "التسجيل مرة أخرى",
    stop: "إنهاء التسجيل",
    recording: (seconds: number) =>
      count(seconds, {
        zero: "التسجيل جارٍ: انتهى الوقت.",
        one: "التسجيل جارٍ: بقيت ثانية واحدة.",
        two: "التسجيل جارٍ: بقيت ثانيتان.",
        few: "التسجيل جارٍ: بقيت # ثوانٍ.",
        many: "التسجيل جارٍ: بقيت # ثانية.",
        other: "التسجيل جارٍ: بقيت # ثانية.",
      }),
    recorded: (seconds: number) =>
      count(seconds, {
        zero: "تم التسجيل: أقل من ثانية.",
        one: "تم التسجيل: ثانية واحدة.",
        two: "تم التسجيل: ثانيتان.",
        few: "تم التسجيل: # ثوانٍ.",
        many: "تم التسجيل: # ثانية.",
        other: "تم التسجيل: # ثانية.",
      }),
    on: "الميكروفون مفتوح: يُسجَّل ما يُقال.",
    lost: "انقطع الاتصال بالميكروفون. يُرجى المتابعة؛ لم يعد يُسجَّل ما يُقال.",
  },

  fullscreen: {
    why: "يملأ هذا الجزء من الدراسة الشاشة كلها. يوضح المتصفح كيفية الخروج من ملء الشاشة.",
    enter: "ملء الشاشة",
    without: "المتابعة من دون ملء الشاشة",
    cannot: "لا يمكنني ذلك، أو لا أرغب فيه",
    unable: "لا يستطيع المتصفح عرض هذه الصفحة بملء الشاشة. يمكنك المتابعة من دون ذلك.",
    needed: "لا يستطيع المتصفح عرض هذه الصفحة بملء الشاشة، وهذه الدراسة تحتاج إلى ذلك.",
    failed: "لم يملأ المتصفح الشاشة. يُرجى المحاولة مرة أخرى.",
  },

  wait: {
    left: (seconds: number) =>
      seconds < 60
        ? count(seconds, {
            zero: "تُستأنف الدراسة الآن.",
            one: "تُستأنف الدراسة بعد ثانية واحدة.",
            two: "تُستأنف الدراسة بعد ثانيتين.",
            few: "تُستأنف الدراسة بعد # ثوانٍ.",
            many: "تُستأنف الدراسة بعد # ثانية.",
            other: "تُستأنف الدراسة بعد # ثانية.",
          })
        : `تُستأنف الدراسة بعد ${clockOf(seconds, "ar")} (دقائق:ثوانٍ).`,
    over: "انتهت الاستراحة.",
  },

  consent: {
    unread: "يُرجى قراءة النص حتى نهايته أولًا.",
    unticked: "يُرجى تحديد المربعات المشار إليها بعلامة *، أو اختيار عدم المشاركة.",
  },

  form: {
    legend: "الأسئلة المشار إليها بعلامة * تحتاج إلى إجابة.",
    send: "متابعة",
    invalid: (answers: number) =>
      count(answers, {
        zero: "لا توجد إجابات تحتاج إلى مراجعة.",
        one: "يُرجى مراجعة إجابة واحدة قبل المتابعة.",
        two: "يُرجى مراجعة إجابتين قبل المتابعة.",
        few: "يُرجى مراجعة # إجابات قبل المتابعة.",
        many: "يُرجى مراجعة # إجابة قبل المتابعة.",
        other: "يُرجى مراجعة # إجابة قبل المتابعة.",
      }),
    required: "يُرجى الإجابة عن هذا السؤال.",
    requiredChoice: "يُرجى اختيار إجابة.",
    requiredChoices: "يُرجى تحديد مربع واحد على الأقل.",
    requiredSlider: "يُرجى النقر على الخط، أو التحريك بمفاتيح الأسهم.",
    requiredRanking: "يُرجى تغيير الترتيب، أو تأكيد أنه صحيح كما هو.",
    tooFew: (least: number) => `الحد الأدنى للاختيارات: ${number(least)}.`,
    tooMany: (most: number) => `الحد الأقصى للاختيارات: ${number(most)}.`,
    otherWords: "يُرجى التوضيح في الخانة.",
    otherLabel: (label: string) => `${label}: بكلماتك`,
    notDate: "يُرجى إدخال تاريخ كامل.",
    tooEarly: (first: string) => `يُرجى إدخال تاريخ لا يسبق ${day(first)}.`,
    tooLate: (last: string) => `يُرجى إدخال تاريخ لا يتجاوز ${day(last)}.`,
    days: (first: string | null, last: string | null) => {
      if (first !== null && last !== null) return `من ${day(first)} إلى ${day(last)}`;
      if (first !== null) return `${day(first)} أو بعده`;
      return last === null ? null : `حتى ${day(last)}`;
    },
    slider: "يمكنك النقر على الخط، أو التحرك عليه بمفاتيح الأسهم.",
    sliderUntouched: "لم تُحدَّد إجابة بعد",
    ranking: "يمكنك سحب الكلمات، أو استخدام الأسهم. الأول يأتي في الأعلى.",
    rankingKeep: "الترتيب صحيح كما هو",
    rankingUp: (label: string) => `تحريك إلى أعلى: ${label}`,
    rankingDown: (label: string) => `تحريك إلى أسفل: ${label}`,
    rankingPlace: (label: string, place: number, of: number) =>
      `${label} الآن في المرتبة ${number(place)} من ${number(of)}.`,
    tooLong: (limit: number, length: number) =>
      `الحد الأقصى لعدد الأحرف هو ${number(limit)}، وعددها الآن ${number(length)}.`,
    notNumber: "يُرجى كتابة عدد بالأرقام.",
    notInteger: "يُرجى كتابة عدد صحيح.",
    tooSmall: (min: number) => `يُرجى كتابة عدد لا يقل عن ${number(min)}.`,
    tooLarge: (max: number) => `يُرجى كتابة عدد لا يزيد على ${number(max)}.`,
    range: (min: number | null, max: number | null) => {
      if (min !== null && max !== null) return `من ${number(min)} إلى ${number(max)}`;
      if (min !== null) return `${number(min)} أو أكثر`;
      return max === null ? null : `حتى ${number(max)}`;
    },
    several: (least: number | null, most: number | null) => {
      if (least === null && most === null) return "يُرجى تحديد كل ما ينطبق.";
      if (least === null) return `عدد الاختيارات: ${number(most ?? 0)} على الأكثر.`;
      if (most === null) return `عدد الاختيارات: ${number(least)} على الأقل.`;
      if (least === most) return `عدد الاختيارات: ${number(least)}.`;
      return `عدد الاختيارات: من ${number(least)} إلى ${number(most)}.`;
    },
  },

  quiz: {
    right: "إجابة صحيحة.",
    notRight: "إجابة غير صحيحة.",
    passed: "كل إجاباتك صحيحة.",
    wrong: (answers: number, left: number) => {
      const wrong = count(answers, {
        zero: "لا توجد إجابات غير صحيحة.",
        one: "هناك إجابة واحدة غير صحيحة.",
        two: "هناك إجابتان غير صحيحتين.",
        few: "هناك # إجابات غير صحيحة.",
        many: "هناك # إجابة غير صحيحة.",
        other: "هناك # إجابة غير صحيحة.",
      });
      const again = {
        zero: "لا توجد محاولات أخرى.",
        one: "يمكنك المحاولة مرة أخرى واحدة.",
        two: "يمكنك المحاولة مرتين أخريين.",
        few: "يمكنك المحاولة # مرات أخرى.",
        many: "يمكنك المحاولة # مرة أخرى.",
        other: "يمكنك المحاولة # مرة أخرى.",
      };
      return left === 0 ? wrong : `${wrong} ${count(left, again)}`;
    },
  },
};
