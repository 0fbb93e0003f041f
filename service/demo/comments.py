"""Comments for the demo, in our own words: from mild to rude, in four languages.

Those in languages that no engine serves carry the demo moderator's recorded decision.
"""

from dataclasses import dataclass

from service.lifecycle import Verb


@dataclass(frozen=True, slots=True)
class DemoComment:
    """One comment; `answers` is the key of the one it replies to."""

    key: str
    article: str
    name: str
    text: str
    hours_ago: float
    answers: str | None = None
    decision: Verb | None = None
    up: int = 0
    down: int = 0
    badge: str | None = None
    is_featured: bool = False


BRIDGE, NIGHT = "harbour-bridge", "night-library"

COMMENTS = (
    DemoComment("b1", BRIDGE, "Marta L.", "I walked it during the trial with my father, who is 81. "
                "He had not been on the bridge **without a car** since it opened. We stood in the "
                "middle for half an hour and he told me about the ferries. Please keep it.",
                70, up=41, down=2, is_featured=True),
    DemoComment("b2", BRIDGE, "Jonas", "Lovely story, and I mean it. But my shift at the hospital "
                "starts at seven and the tunnel adds eleven minutes for me, not four. Nobody asked "
                "the night staff.", 69, "b1", up=23, down=1),
    DemoComment("b3", BRIDGE, "Marta L.", "That is a fair point. Would a shuttle from six o'clock "
                "help, or is it the tunnel itself?", 68.5, "b2", up=9),
    DemoComment("b4", BRIDGE, "Jonas", "A shuttle from half past five would solve it for most of "
                "us. I have written to the council; feel free to sign.", 68, "b3", up=14),
    DemoComment("b5", BRIDGE, "quayside_coffee", "We run a kiosk on the south bank. Last autumn we "
                "sold more on two Sundays than in all of September. Our neighbour, who repairs "
                "outboard engines, sold nothing. Both are true.", 60, up=31, down=1),
    DemoComment("b6", BRIDGE, "Dr. P. Hale", "The count of 8,000 is the interesting part. How is an "
                "“average Sunday” defined? If rain counts, the plan is dead by August; if "
                "it does not, it can never fail.", 52, up=27),
    DemoComment("b7", BRIDGE, "Ines Okafor", "I asked. All Sundays count, rain included, and the "
                "figures will be published every Monday.", 51, "b6", up=35, badge="author"),
    DemoComment("b8", BRIDGE, "Camille", "À Bordeaux, on a fait la même chose sur les quais. La "
                "première année tout le monde râlait, aujourd'hui personne ne voudrait revenir en "
                "arrière. Laissez-lui le temps.", 47, decision=Verb.PUBLISH, up=18),
    DemoComment("b9", BRIDGE, "Tom", "Another toy for people who do not have to work on Sundays. The "
                "council should be ashamed of this vote.", 44, up=8, down=11),
    DemoComment("b10", BRIDGE, "Aylin", "I do work on Sundays, in the bakery at the north end, and I "
                "am for it. People on foot buy bread. People in cars do not stop.", 43, "b9", up=29),
    DemoComment("b11", BRIDGE, "Rob K", "You are a stupid idiot and so is everybody who voted for "
                "this. Shut up, you pathetic clown.", 40, "b10"),
    DemoComment("b12", BRIDGE, "سامي", "في مدينتنا أغلقوا الجسر القديم أمام السيارات كل يوم جمعة، "
                "والآن صار المكان الذي يلتقي فيه الناس. أتمنى لكم التوفيق.", 36,
                decision=Verb.PUBLISH, up=16),
    DemoComment("b13", BRIDGE, "Wen", "What about people who cannot walk that far? My mother uses a "
                "wheelchair and the ramps on the north side are steep. I would love a map of the "
                "benches.", 30, up=22),
    DemoComment("b14", BRIDGE, "Council of the Harbour Ward", "The ramps will get handrails before "
                "May, and there is a plan with nine benches: https://example.org/bridge/benches. "
                "Tell us where you would want a tenth.", 28, "b13", up=19),
    DemoComment("b15", BRIDGE, "skater_05", "hopscotch!!! finally a city that is FUN", 20, up=7),
    DemoComment("b16", BRIDGE, "G. Marsh", "I think the plan is badly made and I will vote against "
                "everyone who supported it. That is what elections are for.", 11, up=12, down=9),
    DemoComment("b17", BRIDGE, "anon", "If they close it I will find that councillor and break his "
                "legs.", 8),
    DemoComment("b18", BRIDGE, "Lucía", "Could the night bus not simply wait at both ends? Two buses, "
                "one bridge, a five minute walk in between.", 3, up=6),
    DemoComment("n1", NIGHT, "آرش", "بالاخره! خوابگاه ما شب‌ها آن‌قدر شلوغ است که نمی‌شود یک صفحه "
                "خواند. دیشب تا یک بامداد آنجا بودم و تنها صدایی که شنیدم ورق زدن بود.", 50,
                decision=Verb.PUBLISH, up=33, is_featured=True),
    DemoComment("n2", NIGHT, "همسایهٔ طبقهٔ دوم", "من با کتاب دشمنی ندارم، با موتورهایی که ساعت یک "
                "زیر پنجره روشن می‌شوند دارم. لطفاً پارکینگ را هم شب‌ها ببندید.", 47,
                decision=Verb.PUBLISH, up=21, down=2),
    DemoComment("n3", NIGHT, "آرش", "حق دارید. ما چند نفر قرار گذاشته‌ایم موتورها را سر خیابان "
                "اصلی بگذاریم و پیاده بیاییم. امیدوارم بقیه هم همین کار را بکنند.", 46, "n2",
                decision=Verb.PUBLISH, up=26),
    DemoComment("n4", NIGHT, "Leila", "I study in Berlin and our library closes at midnight. Reading "
                "this made me homesick. Is there a way to donate from abroad?", 40, up=17),
    DemoComment("n5", NIGHT, "کتابدار", "بله، صفحهٔ «یاران کتابخانه» هست: https://example.org/friends "
                "هر کمکی صرف حقوق شیفت شب می‌شود.", 39, "n4", decision=Verb.PUBLISH, up=15),
    DemoComment("n6", NIGHT, "هدى", "تجربة جميلة. في القاهرة كنا نحلم بمكتبة تفتح بعد العشاء. هل "
                "تسمحون للأطفال بالدخول مع أهلهم ليلاً؟", 31, decision=Verb.PUBLISH, up=12),
    DemoComment("n7", NIGHT, "مهدی", "به جای چراغ کتابخانه چراغ کوچه‌ها را روشن کنید. اولویت‌ها "
                "برعکس شده.", 22, decision=Verb.PUBLISH, up=9, down=6),
    DemoComment("n8", NIGHT, "نرگس", "شنیده‌ام که می‌خواهند نسخهٔ آزمایشی را برای شهرهای دیگر هم "
                "اجرا کنند. کسی خبر دقیقی دارد؟", 5),
)  # fmt: skip
