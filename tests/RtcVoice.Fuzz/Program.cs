Console.WriteLine("targets: none");
