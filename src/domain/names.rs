//! The closed lists of the model, each with the word that stands in scenario files.

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $key:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$item_doc])* $item),+ }

        impl $name {
            pub const ALL: &[Self] = &[$(Self::$item),+];

            /// The word in scenario files, results and reports.
            pub fn key(self) -> &'static str {
                match self { $(Self::$item => $key),+ }
            }

            pub fn from_key(key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|item| item.key() == key)
            }

            pub fn index(self) -> usize {
                self as usize
            }
        }
    };
}

named!(
    /// Type of household, in the order in which the households of an area are numbered.
    HouseholdType {
        Single = "single",
        Single65Plus = "single_65plus",
        Couple = "couple",
        Couple65Plus = "couple_65plus",
        Children = "children",
        SingleParent = "single_parent",
    }
);

named!(
    /// Domains of life of the Zelfredzaamheid-Matrix 2013 (GGD Amsterdam), in its own order.
    Domain {
        Finances = "financien",
        DayActivities = "dagbesteding",
        Housing = "huisvesting",
        DomesticRelations = "huiselijke_relaties",
        MentalHealth = "geestelijke_gezondheid",
        PhysicalHealth = "lichamelijke_gezondheid",
        Addiction = "verslaving",
        DailyLiving = "adl",
        SocialNetwork = "sociaal_netwerk",
        Participation = "maatschappelijke_participatie",
        Justice = "justitie",
    }
);

named!(
    /// Income band, which sets the maximum of the eigen bijdrage.
    IncomeBand { Low = "low", Middle = "middle", High = "high" }
);
