namespace RtcVoice.Agents.Local;

/// <summary>The building that the concierge knows its way in. There is no such house.</summary>
internal static class Building
{
    /// <summary>The upper floors, that have rooms with numbers.</summary>
    private const int Floors = 4;

    /// <summary>Rooms of a floor.</summary>
    private const int RoomsPerFloor = 40;

    private static readonly string[] FloorNames = ["first", "second", "third", "fourth"];

    /// <summary>All places with a name.</summary>
    public static IReadOnlyList<Place> Places { get; } =
    [
        new("reception", "reception [desk]", "Reception is right behind the front door, on your left."),
        new("cafeteria", "cafeteria | cafe", "The cafeteria is on the ground floor. Go straight on past reception, and follow the smell of coffee."),
        new("library", "library", "The library is on the third floor. Take the lift, turn right, and it is the door at the end of the corridor."),
        new("exit", "exit | way out", "The way out is behind you: go back past reception, and through the revolving door."),
        new("parking", "parking lot | garage", "The parking garage is below the house. Take the lift down to the basement."),
        new("toilets", "toilet | toilets | restroom | restrooms | bathroom", "The toilets are on every floor, beside the lifts. Down here they are on the left."),
        new("lifts", "lift | lifts | elevator | elevators", "The lifts are straight ahead, behind the big fern."),
        new("stairs", "stairs | staircase", "The stairs are on the right of the lifts, through the glass door."),
        new("hall", "meeting room | conference room", "The meeting room is on the first floor. Take the stairs, and it is right in front of you."),
        new("garden", "garden", "The garden is behind the cafeteria. Go through the cafeteria, and out by the far door."),
    ];

    /// <summary>The way to a room with a number.</summary>
    /// <param name="number">Its three digits: the floor, and which room of it.</param>
    public static string DirectionsToRoom(int number)
    {
        (int floor, int room) = (number / 100, number % 100);
        if (floor is < 1 or > Floors || room is < 1 or > RoomsPerFloor)
        {
            return $"There is no room {Spoken(number)} in this house. Rooms begin with the floor, one to four, and end with one to forty.";
        }

        // Odd numbers are on the left, even ones on the right.
        string side = room % 2 == 1 ? "left" : "right";
        return $"Room {Spoken(number)} is on the {FloorNames[floor - 1]} floor. Take the lift, follow the corridor, and it is on your {side}.";
    }

    // Digit by digit, as doors are read out.
    private static string Spoken(int number) => string.Join(' ', $"{number:D3}".Select(digit => SpokenDigits.Names[digit - '0']));
}
