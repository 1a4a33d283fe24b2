//! The gaps of each part of a letter, with what staff read in the place of the words.
use procedure::closed_list;

closed_list! {
    /// What stands around every letter.
    FrameGap {
        Organisation = "organisation", "No organisation name in the settings yet";
        Addressee = "addressee", "No name and address to write to yet";
        Greeting = "greeting", "No greeting chosen yet";
        Reference = "reference", "No reference given yet";
        Signatory = "signatory", "Nobody has been chosen to sign yet";
        Routes = "routes", "No email or postal address for replies in the settings yet";
    }
}

closed_list! {
    /// What both responses say of the complaint as a whole.
    AnswerGap {
        Told = "told", "Nothing written yet on what you told us";
        Looked = "looked", "Nothing written yet on how we looked into it";
        Evidence = "evidence", "No evidence listed yet";
        Allegation = "allegation", "No allegation to answer yet";
        Apology = "apology", "No apology written yet";
        /// The section is written and says sorry nowhere.
        Unapologetic = "unapologetic", "There is no apology under 'Putting things right' yet";
        Learned = "learned", "Nothing written yet on what we have learned";
        Updates = "updates", "Nobody named yet to give updates on the open actions";
        DecidedBy = "decided_by", "Nobody named yet who decided this";
    }
}

closed_list! {
    /// What one allegation lacks, and the answer to it. The words follow its number.
    AllegationGap {
        Ground = "ground", "no ground chosen yet";
        Alleged = "alleged", "nothing written yet";
        Outcome = "outcome", "no finding yet";
        Happened = "happened", "nothing written on what happened yet";
        ShouldHave = "should_have", "nothing written on what should have happened yet";
        Reasons = "reasons", "no reasons written yet";
        Standard = "standard", "no standard named yet";
        Impact = "impact", "nothing written on what it meant yet";
        Remedy = "remedy", "no remedy chosen yet";
        RemedyDetail = "remedy_detail", "a remedy does not say what we will do yet";
        Amount = "amount", "a payment has no amount yet";
        RemedyOwner = "remedy_owner", "a remedy does not say who will do it yet";
        RemedyDue = "remedy_due", "a remedy has no date yet";
        FirstView = "first_view", "what the first stage found is not known yet";
        /// The final response alone.
        WhyView = "why_view", "nothing written yet on why the first view is kept or changed";
    }
}

closed_list! {
    /// What a part of a complaint that is not accepted lacks. The words follow its place among those.
    ExcludedGap {
        Alleged = "alleged", "nothing written yet";
        Exclusion = "exclusion", "no exclusion chosen yet";
        Reason = "reason", "no reason written yet";
        Dates = "dates", "the dates of the six-month test are not known yet";
        NoDiscretion = "no_discretion", "nothing written yet on why no exception is made";
    }
}

closed_list! {
    /// What the way to the Independent Assessor lacks (rule 59).
    AssessorGap {
        Contact = "contact", "No contact details for the Independent Assessor in the settings yet";
        LastDate = "last_date", "The last date for the Independent Assessor has not been worked out yet";
    }
}

closed_list! {
    /// What is said from the complaint itself, or written in a step that has no editor.
    FactGap {
        ReceivedOn = "received_on", "The date we received the complaint is not known yet";
        Channel = "channel", "How the complaint reached us is not known yet";
        OralRecord = "oral_record", "No written record yet of what was said";
        InScope = "in_scope", "No allegation that we can look at is written down yet";
        Unjudged = "unjudged", "Not every allegation has been judged in or out of the procedure yet";
        OutcomeWanted = "outcome_wanted", "The outcome wanted has not been asked about yet";
        OutcomeWantedWords = "outcome_wanted_words", "The outcome wanted has not been written down yet";
        Adjustments = "adjustments", "Nobody has asked about adjustments yet";
        AdjustmentsWords = "adjustments_words", "The agreed adjustments have not been written down yet";
        Area = "area", "No business area chosen yet";
        AssignBy = "assign_by", "No date yet for assigning somebody";
        ContactBy = "contact_by", "No date yet for the first contact";
        Considered = "considered", "Nothing written yet on what we considered";
        Excluded = "excluded", "No allegation has an exclusion yet";
        RefusalEvidence = "refusal_evidence", "No evidence listed yet for not accepting this";
        CheckedBy = "checked_by", "No second person has checked this refusal yet";
        LookAgainBy = "look_again_by", "No date chosen yet for asking us to look again";
        AnsweredBefore = "answered_before", "No finished complaint chosen yet that has answered this";
        SameFacts = "same_facts", "Nothing written yet on which facts are the same";
        NewContact = "new_contact", "The new contact, or the date they start, is not known yet";
        ResponseOn = "response_on", "The date of our response is not known yet";
        FirstResponseOn = "first_response_on", "The date of our first response is not known yet";
        FinalResponseBy = "final_response_by", "No date yet for the final response";
        NextUpdate = "next_update", "No date yet for the next update";
        OldDate = "old_date", "The date promised before is not known";
        NewDate = "new_date", "No new date yet";
        DoneSoFar = "done_so_far", "Nothing written yet on what we have done";
        WhyMoreTime = "why_more_time", "Nothing written yet on why we need more time";
        Agreement = "agreement", "Nobody has contacted the complainant yet to agree the new date";
        RequestedOn = "requested_on", "The date of the request is not known yet";
        Outstanding = "outstanding", "No outstanding allegation written down yet";
        Decider = "decider", "Nobody chosen yet to decide the second stage";
        Reasons = "reasons", "No reasons written yet";
        ApprovedBy = "approved_by", "No second person has approved this yet";
        Accepted = "accepted", "When and how this was accepted is not known yet";
        Agreed = "agreed", "Nothing written yet on what was agreed";
        Withdrawn = "withdrawn", "When and how the complaint was withdrawn is not known yet";
        Told = "told", "When and how we were told is not known yet";
        ToldWhat = "told_what", "Nothing written yet on what we were told";
        PutRight = "put_right", "Nothing written yet on what we did";
        PutRightOn = "put_right_on", "The date this was put right is not known yet";
        WasWrong = "was_wrong", "Nothing written yet on what was wrong";
        IsRight = "is_right", "Nothing written yet on what is right";
        NotCorrected = "not_corrected", "A letter of this kind is not corrected by another letter";
        Complainant = "complainant", "The complainant's name is not known";
        CompletedOn = "completed_on", "No letter has completed the internal procedure yet";
        ThreeMonths = "three_months", "The last date for the Independent Assessor is not known: no letter has started the three months";
    }
}

closed_list! {
    /// What is said of a restriction, the warning before it and the appeal after it.
    RestrictionGap {
        Behaviour = "behaviour", "Nothing written yet on the behaviour";
        Example = "example", "No dated example yet";
        Effect = "effect", "Nothing written yet on the effect";
        Needs = "needs", "Nothing written yet on needs and adjustments";
        Change = "change", "Nothing written yet on what must change";
        Warning = "warning", "No formal warning, and no reason why safety could not wait for one";
        Measures = "measures", "Nothing chosen yet to restrict";
        Exactly = "exactly", "Nothing written yet on exactly what is restricted";
        Days = "days", "The first and the last day are not known yet";
        AgreedBy = "agreed_by", "No second person has agreed this restriction yet";
        Appeal = "appeal", "Their appeal is not written down yet";
        Decision = "decision", "Not chosen yet whether the appeal is upheld";
        DecidedBy = "decided_by", "It is not known who decides the appeal";
        InForce = "in_force", "No restriction is in force";
    }
}

closed_list! {
    /// A part of the frame that can be too long.
    FramePart {
        Letterhead = "letterhead", "The organisation's name and address";
        Addressee = "addressee", "The name and address it goes to";
        Signature = "signature", "The signature";
        Subject = "subject", "The subject";
        Greeting = "greeting", "The greeting";
    }
}

closed_list! {
    /// What is counted of a whole letter.
    Counted {
        Characters = "characters", "characters";
        Blocks = "blocks", "paragraphs, headings and items of lists";
        Runs = "runs", "line breaks and changes to bold or italics";
        Pages = "pages", "pages in large print";
        Depth = "depth", "quotations within each other";
    }
}
