"""The demo's two articles, in our own words: one left to right, one right to left."""

from dataclasses import dataclass

SITE = "demo"


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """A page that a publisher might print."""

    key: str
    language: str
    direction: str
    section: str
    title: str
    standfirst: str
    byline: str
    paragraphs: tuple[str, ...]
    question: str


HARBOUR = DemoArticle(
    key="harbour-bridge",
    language="en",
    direction="ltr",
    section="City",
    title="The harbour bridge will close to cars on Sundays",
    standfirst="From May, four lanes become a promenade once a week. Shopkeepers are split, "
    "nurses worry about their shifts, and children have already drawn the hopscotch.",
    byline="By Ines Okafor, city desk",
    paragraphs=(
        "On the first Sunday of May the barriers will come down at six in the morning, and for "
        "fourteen hours the harbour bridge will belong to people on foot, on bicycles and on "
        "skates. The council passed the plan by a single vote after a debate that lasted until "
        "midnight.",
        "Supporters point to the trial last autumn: 21,000 people crossed on the busiest day, "
        "cafés on the south bank sold out of coffee, and the noise at the quay fell by half. "
        "Opponents point to the detour. An ambulance needs four minutes more by the tunnel, and "
        "the night bus will not run across at all.",
        "The council promises a lane that is kept free for emergencies, a shuttle every ten "
        "minutes, and an honest count: if fewer than 8,000 people come on an average Sunday, "
        "the experiment ends in October.",
    ),
    question="Would you cross it on foot? Share your perspective.",
)

LIBRARY = DemoArticle(
    key="night-library",
    language="fa",
    direction="rtl",
    section="فرهنگ",
    title="کتابخانه‌ای که شب‌ها باز می‌ماند",
    standfirst="از پاییز، کتابخانهٔ مرکزی تا دو بامداد باز است. دانشجویان خوشحال‌اند، "
    "همسایه‌ها نگران سروصدا، و کتابداران می‌پرسند چه کسی چراغ‌ها را خاموش می‌کند.",
    byline="گزارش از نیلوفر احمدی",
    paragraphs=(
        "ساعت یازده شب است و تالار مطالعه هنوز پر است. روی میزها لیوان‌های چای، کتاب‌های باز و "
        "رایانه‌هایی که نورشان بر چهره‌ها افتاده. طرح آزمایشی «کتابخانهٔ شب» از هفتهٔ گذشته آغاز "
        "شده و تا پایان زمستان ادامه دارد.",
        "شهرداری می‌گوید هزینهٔ هر شب کمتر از بهای یک صندلی اتوبوس است. همسایه‌ها خواسته‌اند که "
        "ورودی کوچهٔ پشتی پس از ساعت ده بسته شود و مدیر کتابخانه این شرط را پذیرفته است.",
        "کتابداران داوطلب‌اند، اما نه برای همیشه: «اگر قرار است بماند، باید نیروی تازه بیاید.» "
        "در پایان زمستان، شمار مراجعان و نظر مردم تعیین می‌کند که چراغ‌ها روشن بمانند یا نه.",
    ),
    question="شما شب‌ها به کتابخانه می‌روید؟ نظرتان را بنویسید.",
)

ARTICLES = (HARBOUR, LIBRARY)
