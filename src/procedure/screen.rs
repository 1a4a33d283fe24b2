//! Who may open which list and page: the whole policy of what is not about one complaint.
//!
//! The rail, the home page and each handler ask here, so that none offers what another refuses. What stands in a list
//! is another matter: nobody finds a complaint there that [`super::sees`] keeps from them.
use super::denied::Denied;
use super::person::Actor;
use super::vocabulary::Role;
use crate::closed_list;

closed_list! {
    /// What is for some people and not for others.
    Screen {
        Inbox = "inbox", "The inbox";
        Taking = "taking", "Taking complaints from the inbox";
        Unowned = "unowned", "Work without an owner";
        /// Complaints that are also about personal data (rule 94).
        DataProtection = "data_protection", "Data protection complaints";
        Assignment = "assignment", "The board of what is to be assigned";
        /// On that board: what no Leader can assign (rule 28).
        Leaderless = "leaderless", "What no Leader can assign";
        Escalation = "escalation", "The board of stage 2";
        /// On the home page. Leaders look at the board instead.
        EscalationFigures = "escalation_figures", "The figures of stage 2";
        /// On the home page, for the second person that a refusal needs (rules 17 and 52).
        RefusalsToAgree = "refusals_to_agree", "Refusals that wait for a second person";
        /// All letters that are owed, also those that restrict somebody. Others find their own there.
        Undelivered = "undelivered", "Letters owed";
        Post = "post", "Letters to print and post";
        Orders = "orders", "Letters to order";
        /// The search. One complainant's page is for whoever sees one of their complaints.
        Complainants = "complainants", "The search for complainants";
        /// The way to it from the complainant's page; staff find it while a restriction is in force.
        Restriction = "restriction", "A complainant's restrictions";
        /// Staff need what is restricted, and not why (rule 95).
        RestrictionReasons = "restriction_reasons", "Why somebody is restricted";
        Reports = "reports", "Reports";
        Administration = "administration", "Administration";
    }
}

/// Whether somebody may open a screen.
pub fn opens(screen: Screen, actor: &Actor) -> bool {
    let relations = actor.in_customer_relations();
    let leads = !actor.leads.is_empty();
    match screen {
        Screen::Inbox
        | Screen::Taking
        | Screen::Unowned
        | Screen::DataProtection
        | Screen::Leaderless
        | Screen::Undelivered
        | Screen::Post
        | Screen::Orders
        | Screen::Complainants => relations,
        Screen::Assignment => relations || leads,
        Screen::Escalation => relations || leads || by_rank(screen, actor.role),
        Screen::EscalationFigures
        | Screen::Restriction
        | Screen::RestrictionReasons
        | Screen::Reports => relations || by_rank(screen, actor.role),
        Screen::RefusalsToAgree => by_rank(screen, actor.role),
        Screen::Administration => actor.administrator,
    }
}

/// What rank alone opens, whatever somebody leads and whichever team they are in.
fn by_rank(screen: Screen, role: Role) -> bool {
    match screen {
        Screen::Escalation | Screen::Restriction | Screen::RestrictionReasons | Screen::Reports => {
            match role {
                Role::Staff => false,
                Role::Leader | Role::SeniorLeader | Role::SeniorComplaintExecutive => true,
            }
        }
        Screen::EscalationFigures => match role {
            Role::Staff | Role::Leader => false,
            Role::SeniorLeader | Role::SeniorComplaintExecutive => true,
        },
        Screen::RefusalsToAgree => role.is_executive(),
        Screen::Inbox
        | Screen::Taking
        | Screen::Unowned
        | Screen::DataProtection
        | Screen::Assignment
        | Screen::Leaderless
        | Screen::Undelivered
        | Screen::Post
        | Screen::Orders
        | Screen::Complainants
        | Screen::Administration => false,
    }
}

/// As [`opens`], for a handler that says why not.
///
/// # Errors
/// `NotYours` with who can.
pub fn permits_screen(screen: Screen, actor: &Actor) -> Result<(), Denied> {
    if opens(screen, actor) {
        return Ok(());
    }
    Err(Denied::not_yours(match screen {
        Screen::Inbox => "Only Customer Relations can open the inbox",
        Screen::Taking => "Only Customer Relations can take complaints from the inbox",
        Screen::Unowned => "Only Customer Relations can hand over work that has no owner",
        Screen::DataProtection => {
            "Only Customer Relations can open the list of data protection complaints"
        }
        Screen::Assignment => {
            "Only the Leader of an area or their deputy can assign its complaints. Those that no Leader can assign go to Customer Relations"
        }
        Screen::Leaderless => "Only Customer Relations can assign what no Leader can",
        Screen::Escalation => {
            "Only Customer Relations, leaders and senior leaders can open the stage 2 board"
        }
        Screen::EscalationFigures => {
            "The figures of stage 2 are for senior leaders and Customer Relations"
        }
        Screen::RefusalsToAgree => "Only a senior complaint executive can approve a refusal",
        Screen::Undelivered => {
            "Only Customer Relations can deal with letters that restrict somebody"
        }
        Screen::Post => "Only Customer Relations can print and post letters",
        Screen::Orders => "Only Customer Relations can order letters in other formats",
        Screen::Complainants => {
            "Only Customer Relations can search complainants. To find the complaints you work on, search by name above"
        }
        Screen::Restriction | Screen::RestrictionReasons => {
            "Why somebody is restricted is for leaders and Customer Relations"
        }
        Screen::Reports => "Reports are for leaders and Customer Relations",
        Screen::Administration => "Only an administrator can open this",
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{AreaId, PersonId};

    fn of_rank(role: Role) -> Actor {
        Actor {
            id: PersonId(1),
            name: "Sian Bevan".to_owned(),
            role,
            area: None,
            leads: Vec::new(),
            customer_relations: false,
            administrator: false,
        }
    }

    /// Each rank; then staff in Customer Relations, staff who lead an area (a deputy), staff who are administrators.
    fn everybody() -> [Actor; 7] {
        let staff = of_rank(Role::Staff);
        [
            staff.clone(),
            of_rank(Role::Leader),
            of_rank(Role::SeniorLeader),
            of_rank(Role::SeniorComplaintExecutive),
            Actor {
                customer_relations: true,
                ..staff.clone()
            },
            Actor {
                leads: vec![AreaId(1)],
                ..staff.clone()
            },
            Actor {
                administrator: true,
                ..staff
            },
        ]
    }

    #[test]
    fn each_screen_opens_for_those_it_is_for() {
        let (yes, no) = (true, false);
        for screen in Screen::ALL {
            //    staff leader senior executive relations leads administrator
            let may = match screen {
                Screen::Inbox
                | Screen::Taking
                | Screen::Unowned
                | Screen::DataProtection
                | Screen::Leaderless
                | Screen::Undelivered
                | Screen::Post
                | Screen::Orders
                | Screen::Complainants => [no, no, no, yes, yes, no, no],
                Screen::Assignment => [no, no, no, yes, yes, yes, no],
                Screen::Escalation => [no, yes, yes, yes, yes, yes, no],
                Screen::EscalationFigures => [no, no, yes, yes, yes, no, no],
                Screen::RefusalsToAgree => [no, no, no, yes, no, no, no],
                Screen::Restriction | Screen::RestrictionReasons | Screen::Reports => {
                    [no, yes, yes, yes, yes, no, no]
                }
                Screen::Administration => [no, no, no, no, no, no, yes],
            };
            let opened = everybody().map(|actor| opens(*screen, &actor));
            assert_eq!(opened, may, "{screen}");
            let permitted = everybody().map(|actor| permits_screen(*screen, &actor).is_ok());
            assert_eq!(permitted, may, "{screen}");
        }
    }

    #[test]
    fn the_table_names_every_rank() {
        assert_eq!(
            everybody().map(|actor| actor.role)[..Role::ALL.len()],
            *Role::ALL
        );
    }
}
